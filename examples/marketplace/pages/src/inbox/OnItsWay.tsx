import { UnstyledButton } from '@mantine/core'
import { discard, type Outgoing, sendAgain } from '../data/outgoing.ts'
import { text } from '../strings.ts'
import { backToDraft } from './draft-place.ts'
import classes from './Line.module.css'

const words = text.talk

/** A message that the marketplace has not confirmed yet. */
export function OnItsWay({ message }: { readonly message: Outgoing }) {
  const { state, why, answer, thanks } = message
  const kindName = words.kinds[answer ?? (thanks ? 'acknowledgement' : '')]
  return (
    <div className={classes.line} data-mine data-state={state}>
      <div className={classes.whole}>
        <div className={classes.bubble}>
          <span className="only-read">{words.you}: </span>
          {kindName === undefined ? null : <span className={classes.kind}>{kindName}</span>}
          {message.text}
        </div>
        <div className={classes.under}>
          {state === 'sending' ? (
            words.sending
          ) : (
            <>
              <span role="alert" className={classes.bad}>
                {why} {state === 'held' ? words.held : ''}
              </span>
              <UnstyledButton className={classes.action} onClick={() => sendAgain(message)}>
                {words.again}
              </UnstyledButton>
              <UnstyledButton
                className={classes.action}
                onClick={() => {
                  backToDraft.set({ conversation: message.conversation, text: message.text })
                  discard(message.id)
                }}
              >
                {words.edit}
              </UnstyledButton>
            </>
          )}
        </div>
      </div>
    </div>
  )
}
