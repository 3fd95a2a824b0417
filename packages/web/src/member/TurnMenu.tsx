import type { FlagReason, MemberCalls, ScoreRule, Turn, WaitingTurn } from '@alacrity/sdk'
import { ActionIcon, Menu } from '@mantine/core'
import { IconDots, IconFlag, IconMessageOff, IconScale } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { wordsOf } from '../data/service.ts'
import { text } from '../strings/en.ts'
import { say } from '../ui/say.ts'
import { ContestDialog } from './ContestDialog.tsx'
import { useAct } from './use-member.ts'

const words = text.member.act

type Props = {
  readonly turn: Pick<Turn | WaitingTurn, 'turn' | 'client' | 'conversation'>
  /** Whether the turn can still be ended. */
  readonly isWaiting: boolean
  readonly rule: ScoreRule | null
}

/** What a member can do about a turn that is not as it should be. */
export function TurnMenu({ turn, isWaiting, rule }: Props) {
  const [contesting, setContesting] = useState(false)
  const dots = useRef<HTMLButtonElement>(null)
  const act = useAct()
  const end = (how: (member: MemberCalls) => Promise<unknown>, done: string) => {
    act(how).then(
      () => say({ kind: 'good', title: done }),
      (error: unknown) => say({ kind: 'bad', title: words.failed, about: wordsOf(error) }),
    )
  }
  const flag = (reason: FlagReason) =>
    end((member) => member.flag(turn.conversation, reason), words.flagged)
  const cap = rule?.self_excused_max_percent ?? null
  return (
    <>
      <Menu position="bottom-end" width={270} shadow="md" keepMounted={false}>
        <Menu.Target>
          <ActionIcon ref={dots} variant="subtle" color="gray" aria-label={words.open(turn.client)}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{words.wrong}</Menu.Label>
          {isWaiting ? (
            <>
              <Menu.Item
                leftSection={<IconMessageOff size={16} />}
                onClick={() => end((member) => member.release(turn.conversation), words.released)}
              >
                {words.release}
              </Menu.Item>
              <Menu.Item leftSection={<IconFlag size={16} />} onClick={() => flag('spam')}>
                {words.spam}
              </Menu.Item>
              <Menu.Item leftSection={<IconFlag size={16} />} onClick={() => flag('harassment')}>
                {words.harassment}
              </Menu.Item>
              {cap === null ? null : <Menu.Label>{words.cap(cap)}</Menu.Label>}
              <Menu.Divider />
            </>
          ) : null}
          <Menu.Item leftSection={<IconScale size={16} />} onClick={() => setContesting(true)}>
            {words.contest}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {contesting ? (
        <ContestDialog
          subject="turn"
          about={turn.turn}
          name={turn.client}
          close={() => setContesting(false)}
          back={dots}
        />
      ) : null}
    </>
  )
}
