import { Link } from '@tanstack/react-router'
import type { Freelancer } from '../../../src/shapes.ts'
import { dollars } from '../format.ts'
import { Face } from '../shell/Face.tsx'
import { Labels } from '../shell/Labels.tsx'
import { text } from '../strings.ts'
import classes from './Card.module.css'

/** A freelancer in the directory; the whole card leads to the profile. */
export function Card({ freelancer }: { readonly freelancer: Freelancer }) {
  const { id, name, title, skills, rate, labels } = freelancer
  return (
    <li className={classes.card}>
      <div className={classes.top}>
        <Face person={freelancer} size={44} />
        <div className={classes.who}>
          <div className={classes.line}>
            <Link to="/freelancers/$id" params={{ id }} className={`name ${classes.name}`}>
              {name}
            </Link>
            <Labels labels={labels} isSmall />
          </div>
          <div className={`name ${classes.title}`}>{title}</div>
        </div>
      </div>
      <ul className={classes.skills} aria-label={text.directory.skills}>
        {skills.map((skill) => (
          <li key={skill}>{skill}</li>
        ))}
      </ul>
      <div className={`figures ${classes.rate}`}>{text.directory.hourly(dollars(rate))}</div>
    </li>
  )
}
