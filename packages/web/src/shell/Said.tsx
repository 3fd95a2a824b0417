import { CloseButton } from '@mantine/core'
import { IconAlertCircle, IconCircleCheck } from '@tabler/icons-react'
import { useEffect } from 'react'
import { text } from '../strings/en.ts'
import { said } from '../ui/say.ts'
import { useSignal } from '../ui/use-signal.ts'
import classes from './Said.module.css'

const SEEN_MS = 6_000

/** Tells what was just done, below the page; what went wrong stays until it is closed. */
export function SaidLast() {
  const last = useSignal(said)
  useEffect(() => {
    if (last?.kind !== 'good') return
    const timer = setTimeout(() => said.set(null), SEEN_MS)
    return () => clearTimeout(timer)
  }, [last])
  const Icon = last?.kind === 'bad' ? IconAlertCircle : IconCircleCheck
  return (
    <div className={classes.place} role="status" aria-live="polite">
      {last === null ? null : (
        <div className={classes.said} data-kind={last.kind}>
          <Icon size={20} aria-hidden="true" />
          <div>
            <strong>{last.title}</strong>
            {last.about === undefined ? null : <p>{last.about}</p>}
          </div>
          <CloseButton size="sm" aria-label={text.shell.close} onClick={() => said.set(null)} />
        </div>
      )}
    </div>
  )
}
