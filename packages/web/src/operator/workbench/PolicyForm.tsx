import type { PolicyDocument } from '@alacrity/sdk'
import { memo, type ReactNode } from 'react'
import { text } from '../../strings/en.ts'
import { valueAt } from './document.ts'
import { Field } from './Field.tsx'
import { type FieldSpec, SECTIONS, type SectionName } from './fields.ts'
import type { FormProps } from './form-props.ts'
import { foundAt, foundElsewhere, Findings, wordsFor } from './Findings.tsx'
import classes from './Form.module.css'
import { LabelsForm } from './LabelsForm.tsx'
import { MeasuresForm } from './MeasuresForm.tsx'

const words = text.operator.form

const LISTS = ['measures', 'labels', 'score', 'bands']
const SHOWN = [
  ...Object.values(SECTIONS).flatMap((specs) => specs.map(({ path }) => path)),
  ...LISTS,
]

type Props = FormProps & { readonly document: PolicyDocument }

/** The policy as a form; what is found stands beside the field that it is about. */
export const PolicyForm = memo(function PolicyForm({ document, found, set }: Props) {
  const section = (name: SectionName) => (
    <Section title={words[name]}>
      <div className={classes.grid}>
        {SECTIONS[name].map((spec) => fieldOf(spec, { document, found, set }))}
      </div>
    </Section>
  )
  return (
    <div>
      <Findings found={foundElsewhere(found, SHOWN)} />
      <Section title={words.labels}>
        <LabelsForm
          labels={valueAt(document, 'labels')}
          bands={valueAt(document, 'bands')}
          measures={valueAt(document, 'measures')}
          enough={valueAt(document, 'enough')}
          {...{ found, set }}
        />
      </Section>
      {section('deadline')}
      {section('window')}
      <Section title={words.score}>
        <MeasuresForm
          measures={valueAt(document, 'measures')}
          score={valueAt(document, 'score')}
          {...{ found, set }}
        />
      </Section>
      {section('weights')}
      {section('counts')}
      {section('replies')}
      {section('publish')}
    </div>
  )
})

function fieldOf(spec: FieldSpec, { document, found, set }: Props): ReactNode {
  return (
    <Field
      key={spec.path}
      spec={spec}
      value={valueAt(document, spec.path)}
      found={wordsFor(foundAt(found, spec.path))}
      set={set}
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
