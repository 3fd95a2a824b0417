import { Button, Switch } from '@mantine/core'
import { useState } from 'react'
import { wordsOf } from '../data/service.ts'
import { text } from '../strings/en.ts'
import { Panel } from '../ui/Panel.tsx'
import { say } from '../ui/say.ts'
import { Shown } from '../ui/Shown.tsx'
import { EraseDialog } from './EraseDialog.tsx'
import classes from './Record.module.css'
import { useAct, useMemberQuery } from './use-member.ts'

const words = text.member.record

/** What a member may decide about their own data: to hide the mark, and to be forgotten. */
export function Privacy() {
  const restrictions = useMemberQuery('restriction', (member, options) =>
    member.restrictions(options),
  )
  const [erasing, setErasing] = useState(false)
  return (
    <Panel title={words.yours}>
      <Shown of={restrictions} height={96}>
        {(items) => (
          <Hiding
            isHidden={items.some(({ kind }) => kind === 'opted_out')}
            isRestricted={items.some(({ kind }) => kind === 'restricted')}
          />
        )}
      </Shown>
      <div className={classes.erase}>
        <div>
          <strong>{words.erase}</strong>
          <p>{words.eraseText}</p>
        </div>
        <Button variant="default" color="red" onClick={() => setErasing(true)}>
          {words.eraseOpen}
        </Button>
      </div>
      {erasing ? <EraseDialog close={() => setErasing(false)} /> : null}
    </Panel>
  )
}

type Props = { readonly isHidden: boolean; readonly isRestricted: boolean }

function Hiding({ isHidden, isRestricted }: Props) {
  const act = useAct()
  const [saving, setSaving] = useState(false)
  const hide = async (wish: boolean) => {
    setSaving(true)
    try {
      await act((member) => (wish ? member.restrict() : member.unrestrict()))
      say({ kind: 'good', title: wish ? words.hidden : words.shownAgain })
    } catch (error) {
      say({ kind: 'bad', title: text.member.act.failed, about: wordsOf(error) })
    } finally {
      setSaving(false)
    }
  }
  return (
    <>
      <Switch
        mt="sm"
        label={words.hide}
        description={words.hideText}
        checked={isHidden}
        aria-busy={saving}
        onChange={(event) => {
          if (!saving) void hide(event.currentTarget.checked)
        }}
      />
      {isRestricted ? <p className={classes.none}>{words.hiddenBy}</p> : null}
    </>
  )
}
