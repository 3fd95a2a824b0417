import type { Fault, Finding } from '@alacrity/engine'
import { Button } from '@mantine/core'
import { IconAlertTriangle, IconCircleX, IconInfoCircle } from '@tabler/icons-react'
import { text } from '../../strings/en.ts'
import classes from './Form.module.css'

const words = text.operator.workbench

const isAt = (field: string, path: string): boolean =>
  field === path || field.startsWith(`${path}.`) || field.startsWith(`${path}[`)

export type Found = {
  readonly fault: Fault | null
  readonly findings: readonly Finding[]
}

/** What is found about a place of the document, or about anything in it. */
export function foundAt({ fault, findings }: Found, path: string): Found {
  return {
    fault: fault !== null && isAt(fault.field, path) ? fault : null,
    findings: findings.filter(({ field }) => isAt(field, path)),
  }
}

/** What is found about none of some places. */
export function foundElsewhere({ fault, findings }: Found, paths: readonly string[]): Found {
  const elsewhere = (field: string) => !paths.some((path) => isAt(field, path))
  return {
    fault: fault !== null && elsewhere(fault.field) ? fault : null,
    findings: findings.filter(({ field }) => elsewhere(field)),
  }
}

/** The same in one line of words, for beside a field. */
export function wordsFor({ fault, findings }: Found): string {
  const told = fault === null ? [] : [`${fault.problem}; ${fault.remedy}`]
  return [...told, ...findings.map(({ message }) => message)].join(' · ')
}

type Props = {
  readonly found: Found
  /** Opens the JSON where a fault is: the form has no field for it. */
  readonly open?: (path: string) => void
}

/** Findings with their examples. */
export function Findings({ found: { fault, findings }, open }: Props) {
  return (
    <>
      {fault === null ? null : (
        <div className={classes.finding} data-severity="fault" role="alert">
          <IconCircleX size={17} aria-hidden="true" />
          <div>
            <strong>{words.fault}</strong> {fault.field} {fault.problem}; {fault.remedy}
            {open === undefined ? null : (
              <Button
                variant="subtle"
                size="compact-xs"
                color="red"
                onClick={() => open(fault.field)}
              >
                {text.operator.form.openJson}
              </Button>
            )}
          </div>
        </div>
      )}
      {findings.map((finding) => (
        <OneFinding key={`${finding.field} ${finding.message}`} finding={finding} />
      ))}
    </>
  )
}

function OneFinding({ finding }: { readonly finding: Finding }) {
  const { severity, message, rule, counterexample } = finding
  const Icon = severity === 'warning' ? IconAlertTriangle : IconInfoCircle
  return (
    <div className={classes.finding} data-severity={severity}>
      <Icon size={17} aria-hidden="true" />
      <div>
        <strong>{severity === 'warning' ? words.warning : words.note}</strong> {message} ({rule})
        {counterexample === null ? null : (
          <details>
            <summary>{words.because}</summary>
            {counterexample.shows}
            <ul>
              {counterexample.turns.map((turn) => (
                <li key={turn}>{turn}</li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </div>
  )
}
