import type { PolicyDocument } from '@alacrity/sdk'
import { Button, SegmentedControl, Textarea } from '@mantine/core'
import { memo, useCallback, useEffect, useRef, useState } from 'react'
import { text } from '../../strings/en.ts'
import { Panel } from '../../ui/Panel.tsx'
import { placeIn } from './document.ts'
import { Findings } from './Findings.tsx'
import form from './Form.module.css'
import { PolicyForm } from './PolicyForm.tsx'
import type { DraftPolicy } from './use-draft-policy.ts'
import type { LookedOver } from './use-lint.ts'
import classes from './Workbench.module.css'

const words = text.operator.workbench

type EditorProps = {
  readonly draft: DraftPolicy
  readonly lookedOver: LookedOver
  readonly reset: () => void
  readonly isSame: boolean
}

/** The draft as a form or as JSON, with what is found about it. */
export const Editor = memo(function Editor({ draft, lookedOver, reset, isSame }: EditorProps) {
  const { found, isFresh } = lookedOver
  const [how, setHow] = useState<'form' | 'json'>('form')
  const area = useRef<HTMLTextAreaElement>(null)
  const place = useRef<string | null>(null)
  const open = useCallback((path: string) => {
    place.current = path
    setHow('json')
  }, [])
  useEffect(() => {
    const path = place.current
    place.current = null
    if (how === 'json' && path !== null && area.current !== null) showPlace(area.current, path)
  }, [how])
  const { document, json, badJson, set, type } = draft
  const count = found.findings.length + (found.fault === null ? 0 : 1)
  return (
    <Panel
      title={typeof document['title'] === 'string' ? document['title'] : document.policy}
      aside={<span className={classes.status}>{document.policy}</span>}
    >
      <About document={document} />
      <div className={classes.bar}>
        <SegmentedControl
          size="xs"
          aria-label={words.how}
          value={how}
          onChange={(next) => setHow(next)}
          data={[
            { value: 'form', label: words.form },
            { value: 'json', label: words.json },
          ]}
        />
        <span className={classes.status} role="status" data-testid="findings">
          {isFresh ? words.findings(count) : words.looking}
        </span>
        {isSame && badJson === null ? null : (
          <Button variant="subtle" size="compact-xs" onClick={reset}>
            {words.reset}
          </Button>
        )}
      </div>
      {badJson === null ? null : (
        <div className={form['finding']} data-severity="fault" role="alert">
          <span />
          <div>{words.badJson(badJson)}</div>
        </div>
      )}
      {how === 'form' ? (
        <PolicyForm document={document} found={found} set={set} open={open} />
      ) : (
        <>
          <Findings found={found} />
          <Textarea
            ref={area}
            mt="sm"
            className={form['json']}
            aria-label={words.editedJson}
            value={json}
            autosize
            minRows={20}
            spellCheck={false}
            onChange={(event) => type(event.currentTarget.value)}
          />
        </>
      )}
    </Panel>
  )
})

/** Chooses a place of the document, so that it is in sight and can be written over. */
function showPlace(area: HTMLTextAreaElement, path: string): void {
  const place = placeIn(area.value, path)
  area.focus()
  if (place === null) return
  area.setSelectionRange(place.from, place.until)
  // The lines above it tell how far down it is.
  const lines = area.value.slice(0, place.from).split('\n').length
  const all = area.value.split('\n').length
  const top = area.getBoundingClientRect().top + (area.scrollHeight * (lines - 1)) / all
  scrollTo({ top: scrollY + top - innerHeight / 3 })
}

function About({ document }: { readonly document: PolicyDocument }) {
  const { about, sources } = document as PolicyDocument & {
    readonly about?: unknown
    readonly sources?: unknown
  }
  const urls = (Array.isArray(sources) ? sources : []).flatMap((source: unknown) => {
    const url = (source as { readonly url?: unknown } | null)?.url
    return typeof url === 'string' && /^https?:\/\//.test(url) ? [url] : []
  })
  if (typeof about !== 'string' && urls.length === 0) return null
  return (
    <div className={classes.about}>
      {typeof about === 'string' ? about : null}
      {urls.map((url, index) => (
        <span key={url}>
          {' '}
          <a href={url} target="_blank" rel="noreferrer">
            {words.source} {index + 1}
          </a>
        </span>
      ))}
    </div>
  )
}
