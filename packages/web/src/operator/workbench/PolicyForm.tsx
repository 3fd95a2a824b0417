import type { PolicyDocument } from '@alacrity/sdk'
import { memo, type ReactNode } from 'react'
import { text } from '../../strings/en.ts'
import { valueAt } from './document.ts'
import { Field } from './Field.tsx'
import { type FieldSpec, SECTIONS, type SectionName } from './fields.ts'
import { Findings, foundAt, foundElsewhere, wordsFor } from './Findings.tsx'
import { type FormProps, isBody } from './form-props.ts'
import classes from './Form.module.css'
import { LabelsForm } from './LabelsForm.tsx'
import { MeasuresForm } from './MeasuresForm.tsx'
import { Weekly } from './Weekly.tsx'

const words = text.operator.form

const LISTS = ['measures', 'labels', 'score', 'bands', 'clock.weekly', 'clock.zone']
const SHOWN = [
  ...Object.values(SECTIONS).flatMap((specs) => specs.map(({ path }) => path)),
  ...LISTS,
]

type Props = FormProps & {
  readonly document: PolicyDocument
  /** Opens the JSON at a place of the document. */
  readonly open: (path: string) => void
}

/** The policy as a form; what is found stands beside the field that it is about. */
export const PolicyForm = memo(function PolicyForm(props: Props) {
  const { document, found, set, open } = props
  const at = (path: string) => valueAt(document, path)
  const lists = { found, set }
  return (
    <div>
      <Findings found={foundElsewhere(found, SHOWN)} open={open} />
      <Section title={words.labels}>
        <LabelsForm
          labels={at('labels')}
          bands={at('bands')}
          measures={at('measures')}
          enough={at('enough')}
          {...lists}
        />
      </Section>
      <Values name="deadline" {...props} />
      <Values name="window" {...props} />
      <Section title={words.score}>
        <MeasuresForm measures={at('measures')} score={at('score')} {...lists} />
      </Section>
      <Values name="weights" {...props} />
      <Values name="counts" {...props} />
      <Values name="replies" {...props} />
      <Values name="publish" {...props} />
      <Values name="words" {...props} />
    </div>
  )
})

/** A section of fields; the rare ones are there when asked for, or where this policy says something of them. */
function Values({ name, ...props }: Props & { readonly name: SectionName }) {
  const { document, found, set } = props
  const usual = SECTIONS[name].filter(({ rare }) => rare !== true)
  const rare = SECTIONS[name].filter((spec) => spec.rare === true)
  const isSaid = ({ path }: FieldSpec) => {
    const value = valueAt(document, path) ?? null
    return value !== null || wordsFor(foundAt(found, path)) !== ''
  }
  const clock = valueAt(document, 'clock')
  const hasHours = name === 'deadline' && isBody(clock) && clock['kind'] === 'hours'
  return (
    <Section title={words[name]}>
      <div className={classes.grid}>{usual.map((spec) => fieldOf(spec, props))}</div>
      {hasHours ? (
        <Weekly
          clock={clock}
          error={
            ['clock.weekly', 'clock.zone'].map((path) => wordsFor(foundAt(found, path))).join('') ||
            null
          }
          set={set}
        />
      ) : null}
      {rare.length === 0 ? null : (
        <details className={classes.rare} open={rare.some(isSaid)}>
          <summary>{words.rare(words[name])}</summary>
          <div className={classes.grid}>{rare.map((spec) => fieldOf(spec, props))}</div>
        </details>
      )}
    </Section>
  )
}

function fieldOf(spec: FieldSpec, { document, found, set, open }: Props): ReactNode {
  return (
    <Field
      key={spec.path}
      spec={spec}
      value={valueAt(document, spec.path)}
      found={wordsFor(foundAt(found, spec.path))}
      {...{ set, open }}
    />
  )
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <fieldset className={classes.section}>
      <legend className={classes.legend}>{title}</legend>
      {children}
    </fieldset>
  )
}
