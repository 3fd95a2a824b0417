import { PRESETS } from '@alacrity/engine'
import type { PolicyDocument, StoredPolicy } from '@alacrity/sdk'
import { Select } from '@mantine/core'
import { text } from '../../strings/en.ts'

const words = text.operator.workbench

export type Choice = {
  /** name/version */
  readonly policy: string
  readonly title: string
  readonly document: PolicyDocument
  readonly isPreset: boolean
}

/** Every policy there is: the operator's own versions, the newest first, and the presets. */
export function choicesOf(stored: readonly StoredPolicy[], speaking: string): readonly Choice[] {
  const presets = new Set(PRESETS.map(({ policy }) => policy))
  const own = stored.toSorted((a, b) => b.created_at - a.created_at)
  const choices = own.map(({ policy, document }): Choice => {
    const title = typeof document['title'] === 'string' ? document['title'] : policy
    return {
      policy,
      title: policy === speaking ? words.speaking(policy) : title,
      document,
      isPreset: presets.has(policy) && policy !== speaking,
    }
  })
  return [
    ...choices.filter(({ isPreset }) => !isPreset),
    ...choices.filter(({ isPreset }) => isPreset),
  ]
}

type Props = {
  readonly label: string
  readonly placeholder: string
  readonly choices: readonly Choice[]
  readonly value: string | null
  readonly pick: (choice: Choice) => void
}

export function PolicyPicker({ label, placeholder, choices, value, pick }: Props) {
  const group = (name: string, isPreset: boolean) => ({
    group: name,
    items: choices
      .filter((choice) => choice.isPreset === isPreset)
      .map(({ policy, title }) => ({
        value: policy,
        label: title.includes(policy) ? title : `${title} · ${policy}`,
      })),
  })
  return (
    <Select
      size="sm"
      w={270}
      label={label}
      placeholder={placeholder}
      searchable
      allowDeselect={false}
      maxDropdownHeight={380}
      data={[group(words.stored, false), group(words.presets, true)]}
      value={value}
      onChange={(next) => {
        const choice = choices.find(({ policy }) => policy === next)
        if (choice !== undefined) pick(choice)
      }}
    />
  )
}
