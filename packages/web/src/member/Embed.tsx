import type { SignedIn } from '../data/session.ts'
import { Shown } from '../ui/Shown.tsx'
import { LabelState } from './LabelState.tsx'
import classes from './Overview.module.css'
import { ScoreNow } from './ScoreNow.tsx'
import { MemberId, useScore } from './use-member.ts'

/** A marketplace's own page shows the score here: it can be looked at, and nothing can be done. */
export function Embed({ who }: { readonly who: SignedIn }) {
  return (
    <MemberId value={who.subject}>
      <Score />
    </MemberId>
  )
}

function Score() {
  const score = useScore()
  return (
    <main>
      <Shown of={score} height={330}>
        {(data) => (
          <div className={classes.hero}>
            <ScoreNow score={data} isAlone />
            <LabelState score={data} />
          </div>
        )}
      </Shown>
    </main>
  )
}
