import type { Backtest, PolicyDocument } from '@alacrity/sdk'
import { Button } from '@mantine/core'
import { memo, useState } from 'react'
import { service, wordsOf } from '../../data/service.ts'
import { text } from '../../strings/en.ts'
import { whole } from '../../strings/format.ts'
import { say } from '../../ui/say.ts'
import { LookDialog } from '../LookDialog.tsx'
import type { Exchange } from '../trial/message.ts'
import classes from './Consequences.module.css'

const words = text.operator.trial

type Props = {
  readonly exchange: Exchange | null
  readonly document: PolicyDocument
  /** The draft as it was last written: the document shown may still be on its way there. */
  readonly newest: () => PolicyDocument
  /** The stored version it is compared with. */
  readonly against: string
}

type Named = { readonly document: PolicyDocument; readonly against: string; readonly is: Backtest }

/** How many gain and lose the label; the service names them, since labels are public. */
export const Changes = memo(function Changes(props: Props) {
  const { exchange, document, newest, against } = props
  const [named, setNamed] = useState<Named | null>(null)
  const [isNaming, setNaming] = useState(false)
  const ask = async () => {
    setNaming(true)
    const asked = newest()
    try {
      const is = await service().operator.policies.backtest({ document: asked, against })
      setNamed({ document: asked, against, is })
    } catch (error) {
      say({ kind: 'bad', title: wordsOf(error) })
    } finally {
      setNaming(false)
    }
  }
  const isStale = named !== null && (named.document !== document || named.against !== against)
  return (
    <section>
      <h3 className={classes.sub}>{words.exchange}</h3>
      <p className={classes.about}>{words.exchangeAbout}</p>
      <div className={`${classes.ways} figures`} data-testid="exchange">
        <p className={classes.way} data-way="gain">
          <strong>{exchange === null ? '…' : whole(exchange.gains)}</strong>
          <span>{words.gains}</span>
        </p>
        <p className={classes.way} data-way="lose">
          <strong>{exchange === null ? '…' : whole(exchange.loses)}</strong>
          <span>{words.loses}</span>
        </p>
      </div>
      <Button
        variant="default"
        size="xs"
        // Not disabled while it works: whoever pressed it by keyboard would lose their place.
        aria-busy={isNaming}
        onClick={() => void (isNaming || ask())}
      >
        {isNaming ? words.naming : words.name}
      </Button>
      {named === null ? null : <Names of={named.is} isStale={isStale} />}
    </section>
  )
})

function Names({ of, isStale }: { readonly of: Backtest; readonly isStale: boolean }) {
  const [member, setMember] = useState<string | null>(null)
  return (
    <>
      {isStale ? <p className={classes.about}>{words.stale}</p> : null}
      <div className={classes.names}>
        <List title={words.gaining} names={of.gaining} total={of.gains} open={setMember} />
        <List title={words.losing} names={of.losing} total={of.loses} open={setMember} />
      </div>
      {member === null ? null : <LookDialog member={member} close={() => setMember(null)} />}
    </>
  )
}

type ListProps = {
  readonly title: string
  readonly names: readonly string[]
  readonly total: number
  readonly open: (member: string) => void
}

function List({ title, names, total, open }: ListProps) {
  return (
    <div>
      <h4>
        {title} ({words.firstOf(names.length, total)})
      </h4>
      {names.length === 0 ? <p className={classes.about}>{words.nobody}</p> : null}
      <ul>
        {names.map((name) => (
          <li key={name}>
            <span className="name" title={name} dir="auto">
              {name}
            </span>
            <Button
              variant="subtle"
              size="compact-xs"
              aria-label={words.lookAt(name)}
              onClick={() => open(name)}
            >
              {words.look}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  )
}
