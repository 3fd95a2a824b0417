import type { Delivery, DeliveryState } from '@alacrity/sdk'
import { Button, SegmentedControl } from '@mantine/core'
import { IconSend } from '@tabler/icons-react'
import { useState } from 'react'
import { wordsOf } from '../data/service.ts'
import { text } from '../strings/en.ts'
import { Empty } from '../ui/Empty.tsx'
import { Panel } from '../ui/Panel.tsx'
import { say } from '../ui/say.ts'
import { Shown } from '../ui/Shown.tsx'
import classes from './Pages.module.css'
import { useAct, useList } from './use-operator.ts'

const words = text.operator.health
const NONE = { dead: words.noDead, due: words.noDue, delivered: words.noDelivered } as const

/** What is to be told to other systems; what could not be is sent again by hand. */
export function Deliveries() {
  const [state, setState] = useState<DeliveryState>('dead')
  const list = useList(`deliveries ${state}`, (operator, wish) =>
    operator.deliveries.list(state, wish),
  )
  return (
    <Panel title={words.deliveries} about={words.deliveriesAbout}>
      <SegmentedControl
        mt="sm"
        size="xs"
        aria-label={words.which}
        value={state}
        onChange={(next) => setState(next)}
        data={(['dead', 'due', 'delivered'] as const).map((value) => ({
          value,
          label: words[value],
        }))}
      />
      <Shown of={list.query} height={190}>
        {() =>
          list.items.length === 0 ? (
            <Empty icon={IconSend} title={NONE[state]} text={words.noneText} />
          ) : (
            <div className={classes.wide}>
              <table className={classes.table}>
                <thead>
                  <tr>
                    <th scope="col">{words.topic}</th>
                    <th scope="col">{words.endpoint}</th>
                    <th scope="col">{words.result}</th>
                    <th scope="col">
                      <span className="only-read">{words.replay}</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {list.items.map((delivery) => (
                    <Row key={delivery.id} delivery={delivery} />
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Shown>
      {list.query.hasNextPage ? (
        <Button
          variant="default"
          size="xs"
          mt="sm"
          loading={list.query.isFetchingNextPage}
          onClick={() => void list.query.fetchNextPage()}
        >
          {words.more}
        </Button>
      ) : null}
    </Panel>
  )
}

function Row({ delivery }: { readonly delivery: Delivery }) {
  const { id, topic, endpoint, attempts, last_result: result, state } = delivery
  const [sending, setSending] = useState(false)
  const act = useAct()
  const replay = async () => {
    setSending(true)
    try {
      await act((operator) => operator.deliveries.replay(id))
      say({ kind: 'good', title: words.replayed })
    } catch (error) {
      say({ kind: 'bad', title: wordsOf(error) })
      setSending(false)
    }
  }
  return (
    <tr>
      <td>{topic}</td>
      <td className={classes.long} title={endpoint}>
        {endpoint}
      </td>
      <td>
        {words.attempts(attempts)}
        {result === null ? null : ` · ${result}`}
      </td>
      <td>
        {state === 'due' ? null : (
          <Button
            variant="default"
            size="compact-sm"
            loading={sending}
            aria-label={words.replayOf(id)}
            onClick={() => void replay()}
          >
            {words.replay}
          </Button>
        )}
      </td>
    </tr>
  )
}
