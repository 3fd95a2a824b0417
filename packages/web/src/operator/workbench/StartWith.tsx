import type { PolicyDocument } from '@alacrity/sdk'
import { Button, Group } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useEffect } from 'react'
import { text } from '../../strings/en.ts'
import type { Choice } from './PolicyPicker.tsx'
import classes from './Workbench.module.css'

const words = text.operator.workbench

type Props = {
  readonly choices: readonly Choice[]
  /** Whether nothing has been written yet that could be lost. */
  readonly isSame: boolean
  readonly start: (document: PolicyDocument) => void
}

/** A version that was opened from the list of policies: taken at once, unless a draft would be lost by it. */
export function StartWith({ choices, isSame, start }: Props) {
  const { start: name } = useSearch({ from: '/operator/' })
  const navigate = useNavigate()
  const done = useCallback(
    () => void navigate({ to: '/operator', search: {}, replace: true }),
    [navigate],
  )
  const wished = choices.find(({ policy }) => policy === name)
  const isAtOnce = wished !== undefined && isSame
  useEffect(() => {
    if (!isAtOnce) return
    start(wished.document)
    done()
  }, [isAtOnce, wished, start, done])
  if (wished === undefined || isAtOnce) return null
  return (
    <div className={classes.asked} role="status">
      <span>{words.draftKept(wished.policy)}</span>
      <Group gap="xs">
        <Button
          size="compact-sm"
          onClick={() => {
            start(wished.document)
            done()
          }}
        >
          {words.replaceDraft(wished.policy)}
        </Button>
        <Button size="compact-sm" variant="default" onClick={done}>
          {words.keepDraft}
        </Button>
      </Group>
    </div>
  )
}
