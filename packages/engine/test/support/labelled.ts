/** Policies of one label, and turns to earn it with. */
import { HOUR } from '../../src/index.ts'
import { pair, rate } from '../reference/hand.ts'
import type { WireEvent } from './run.ts'

/** A policy of one label over the rate, by default granted and kept at 90 %. */
export function labelled(label: WireEvent = {}, rest: WireEvent = {}): WireEvent {
  const grant = [{ measure: 'on_time', at_least_percent: 90 }]
  return rate({ labels: [{ name: 'L', grant, ...label }], ...rest })
}
export const atLeast = (percent: number, more: WireEvent = {}) => [
  { measure: 'on_time', at_least_percent: percent, ...more },
]

/** Turns of clients of their own, so many on time and so many late. */
export function turns(onTime: number, late: number): WireEvent[] {
  const wait = (i: number) => (i < onTime ? 1 : 30)
  return Array.from({ length: onTime + late }, (_, i) => pair(`q${i}`, i / HOUR, wait(i))).flat()
}
