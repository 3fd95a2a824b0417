import { Anchor, Skeleton, Title, useComputedColorScheme } from '@mantine/core'
import { IconArrowUpRight, IconLock } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { scorePageOf, serveFrame, type Served } from '../data/score-frame.ts'
import { who } from '../data/session.ts'
import { useSignal } from '../data/signal.ts'
import { Absent } from '../shell/Absent.tsx'
import { Failed } from '../shell/Failed.tsx'
import { text } from '../strings.ts'
import classes from './ScorePage.module.css'

const words = text.score

/** "Your responsiveness", as Alacrity shows it, in a frame of the marketplace. */
export function ScorePage() {
  const now = useSignal(who)
  const me = now.kind === 'here' || now.kind === 'expired' ? now.me : null
  const address = useQuery({
    queryKey: ['score page', me?.id],
    queryFn: scorePageOf,
    enabled: me?.role === 'freelancer' && now.kind === 'here',
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (now.kind === 'nobody' || (me !== null && me.role !== 'freelancer')) return <Absent />
  return (
    <div className={classes.page}>
      <Title order={1} className="only-read">
        {words.title}
      </Title>
      <p className={classes.line}>
        <IconLock size={14} aria-hidden="true" />
        <span className="name">{words.private}</span>
        {now.kind === 'here' && now.scorePage !== null ? (
          <Anchor href={now.scorePage} size="sm" className={classes.alone}>
            {words.alone}
            <IconArrowUpRight size={14} aria-hidden="true" />
          </Anchor>
        ) : null}
      </p>
      {address.data === undefined ? (
        address.isError ? (
          <Failed error={address.error} reset={() => void address.refetch()} />
        ) : (
          <div className={classes.coming}>
            <Skeleton height={420} />
          </div>
        )
      ) : (
        <Frame address={address.data} />
      )}
    </div>
  )
}

function Frame({ address }: { readonly address: string }) {
  const frame = useRef<HTMLIFrameElement>(null)
  const served = useRef<Served>(null)
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false })
  // Its first paint is in our scheme already; later changes are told.
  const [source] = useState(() => `${address}me#scheme=${scheme}`)
  const { origin } = new URL(address)
  useEffect(() => {
    if (frame.current === null) return
    const serving = serveFrame(frame.current, origin)
    served.current = serving
    return serving.stop
  }, [origin])
  useEffect(() => served.current?.paint(scheme), [scheme, origin])
  return <iframe ref={frame} src={source} title={words.title} className={classes.frame} />
}
