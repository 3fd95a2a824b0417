import { existsSync, readFileSync } from 'node:fs'
import { type Policy, parsePolicy, PRESETS } from '@alacrity/engine'
import { didYouMean } from '../command/nearest.ts'
import { Stop } from '../command/stop.ts'

export const DEFAULT_POLICY = 'alacrity/1'

/** A policy with the document it was read from. */
export type NamedPolicy = { readonly policy: Policy; readonly document: unknown }

/** A preset by its name, with or without version, or a policy document by its path. */
export function policyNamed(name: string): NamedPolicy {
  const document = documentNamed(name)
  const parsed = parsePolicy(document)
  if (parsed.ok) return { policy: parsed.policy, document }
  const { field, problem, remedy } = parsed.fault
  throw new Stop(`The policy ${name} is not valid: ${field} ${problem}.`, `${sentence(remedy)}`)
}

/** The document, not yet read as a policy. */
export function documentNamed(name: string): unknown {
  const preset = PRESETS.find(({ policy }) => policy === name || policy.split('/')[0] === name)
  if (preset !== undefined) return preset
  if (existsSync(name)) return documentIn(name)
  if (/[\\/].*[\\/]|^\.|\.jsonc?$/.test(name)) {
    throw new Stop(`There is no file ${name}.`, 'Give the path of a policy document, or a preset.')
  }
  throw new Stop(
    `There is no policy ${name}.`,
    `${didYouMean(name, presetNames(name), 'Name a preset or the file of a policy document.')} \`alacrity policy list\` shows every preset.`,
  )
}

/** With a version in the question, names are compared with theirs. */
function presetNames(name: string): readonly string[] {
  const withVersion = name.includes('/')
  return PRESETS.map(({ policy }) => (withVersion ? policy : (policy.split('/')[0] ?? policy)))
}

function documentIn(file: string): unknown {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Stop(`The policy ${file} cannot be read: ${reason}.`, 'Name a file you may read.')
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Stop(
      `The policy ${file} is not JSON: ${reason}.`,
      'Correct it there; comments are not JSON.',
    )
  }
}

/** A remedy as a sentence. */
export function sentence(text: string): string {
  const ended = /[.!?…]$/.test(text) ? text : `${text}.`
  return ended.charAt(0).toUpperCase() + ended.slice(1)
}
