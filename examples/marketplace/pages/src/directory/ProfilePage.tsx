import { Skeleton, Title } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { Profile } from '../../../src/shapes.ts'
import { profileQuery } from '../data/queries.ts'
import { who } from '../data/session.ts'
import { useSignal } from '../data/signal.ts'
import { dollars } from '../format.ts'
import { Face } from '../shell/Face.tsx'
import { Failed } from '../shell/Failed.tsx'
import { Labels } from '../shell/Labels.tsx'
import { text } from '../strings.ts'
import { FirstMessage } from './FirstMessage.tsx'
import classes from './ProfilePage.module.css'

const words = text.profile

export function ProfilePage() {
  const { id } = useParams({ from: '/freelancers/$id' })
  const { data, error, refetch } = useQuery(profileQuery(id))
  return (
    <>
      <Link to="/freelancers" className={classes.back}>
        <IconArrowLeft size={16} aria-hidden="true" />
        {words.back}
      </Link>
      {data === undefined && error !== null ? (
        <Failed error={error} reset={() => void refetch()} />
      ) : (
        <div className={classes.profile}>
          {data === undefined ? <Skeleton height={420} radius={16} /> : <About profile={data} />}
          {data === undefined ? <Skeleton height={320} radius={16} /> : <Write profile={data} />}
        </div>
      )}
    </>
  )
}

function About({ profile }: { readonly profile: Profile }) {
  const { name, title, labels, bio, skills, rate } = profile
  return (
    <article className={classes.about}>
      <header className={classes.head}>
        <Face person={profile} size={72} />
        <div className={classes.who}>
          <div className={classes.line}>
            <Title order={1} className={classes.name}>
              {name}
            </Title>
            <Labels labels={labels} />
          </div>
          <p className={classes.title}>{title}</p>
        </div>
      </header>
      <p className={classes.bio}>{bio}</p>
      <dl className={classes.facts}>
        <div>
          <dt>{text.directory.skills}</dt>
          <dd>
            <ul className={classes.skills}>
              {skills.map((skill) => (
                <li key={skill}>{skill}</li>
              ))}
            </ul>
          </dd>
        </div>
        <div>
          <dt>{text.directory.rate}</dt>
          <dd className="figures">{text.directory.hourly(dollars(rate))}</dd>
        </div>
      </dl>
      {/* The same words whether there is a mark or not. */}
      <aside className={classes.means}>
        <h2>{text.mark.meansTitle}</h2>
        <p>
          {text.mark.means} {text.mark.absent}
        </p>
      </aside>
    </article>
  )
}

function Write({ profile }: { readonly profile: Profile }) {
  const now = useSignal(who)
  const me = now.kind === 'here' || now.kind === 'expired' ? now.me : null
  return (
    <section className={classes.write}>
      {me?.role === 'client' ? (
        <FirstMessage key={profile.id} profile={profile} />
      ) : (
        <p className={classes.note}>{me?.id === profile.id ? words.you : words.onlyClients}</p>
      )}
    </section>
  )
}
