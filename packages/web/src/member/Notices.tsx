import type { Notice } from '@alacrity/sdk'
import { Button } from '@mantine/core'
import { IconAlertTriangle, IconBell, IconCircleCheck, IconCircleMinus } from '@tabler/icons-react'
import { useState } from 'react'
import { text } from '../strings/en.ts'
import { dayTime } from '../strings/format.ts'
import { Empty } from '../ui/Empty.tsx'
import { Panel } from '../ui/Panel.tsx'
import { Shown } from '../ui/Shown.tsx'
import { ContestDialog } from './ContestDialog.tsx'
import classes from './Record.module.css'
import { useAct, useMemberQuery, useScore } from './use-member.ts'

const words = text.member.record
const ICONS = {
  'label.granted': IconCircleCheck,
  'label.lost': IconCircleMinus,
  'label.loss_coming': IconAlertTriangle,
} as const satisfies { readonly [topic in Notice['topic']]: typeof IconBell }

export function Notices() {
  const notices = useMemberQuery('notices', (member, options) => member.notices(options))
  return (
    <Panel title={words.notices}>
      <Shown of={notices} height={260}>
        {(items) =>
          items.length === 0 ? (
            <Empty icon={IconBell} title={words.none} text={words.noNotices} />
          ) : (
            <ul className={classes.list}>
              {items.map((notice) => (
                <Told key={notice.id} notice={notice} />
              ))}
            </ul>
          )
        }
      </Shown>
    </Panel>
  )
}

function Told({ notice }: { readonly notice: Notice }) {
  const { topic, label, at, read_at: read } = notice
  const act = useAct()
  const Icon = ICONS[topic]
  return (
    <li className={classes.notice} data-topic={topic}>
      <Icon size={20} aria-hidden="true" />
      <div>
        <strong>{words.topics[topic](label)}</strong>
        {read === null ? <em>{words.unread}</em> : null}
        <small>{dayTime(at)}</small>
        {'because' in notice ? <p>{words.because[notice.because]}</p> : null}
        {notice.topic === 'label.loss_coming' &&
        notice.reply_to.length > 0 &&
        notice.before !== null ? (
          <p>{words.avert(notice.reply_to.length, notice.before)}</p>
        ) : null}
        {'contact' in notice && notice.contact !== '' ? (
          <p>{words.contact(notice.contact)}</p>
        ) : null}
        <div className={classes.acts}>
          {read === null ? (
            <Button
              variant="default"
              size="compact-xs"
              onClick={() => void act((member) => member.readNotice(notice.id))}
            >
              {words.markRead}
            </Button>
          ) : null}
          {notice.topic === 'label.lost' ? <ContestLabel label={label} /> : null}
        </div>
      </div>
    </li>
  )
}

function ContestLabel({ label }: { readonly label: string }) {
  const [open, setOpen] = useState(false)
  const score = useScore()
  const line = score.data?.policy.split('/')[0] ?? ''
  return (
    <>
      <Button variant="default" size="compact-xs" onClick={() => setOpen(true)}>
        {words.contestLabel}
      </Button>
      {open ? (
        <ContestDialog
          subject="label"
          about={`${line}/${label}`}
          name={label}
          close={() => setOpen(false)}
        />
      ) : null}
    </>
  )
}
