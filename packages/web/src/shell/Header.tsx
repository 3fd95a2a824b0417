import { Link } from '@tanstack/react-router'
import { isFramed, type SignedIn } from '../data/session.ts'
import { text } from '../strings/en.ts'
import classes from './Header.module.css'
import { Mark } from './Mark.tsx'
import { placesOf } from './places.ts'
import { SchemeMenu } from './SchemeMenu.tsx'
import { StreamState } from './StreamState.tsx'
import { Unread } from './Unread.tsx'

/** A page in a frame has its marketplace's own header above it, so ours keeps to the places. */
export function Header({ who }: { readonly who: SignedIn }) {
  return (
    <header
      className={classes.header}
      data-framed={isFramed || undefined}
      // In a frame there is another header around it.
      aria-label={text.shell.product}
    >
      <div className={classes.inner}>
        {isFramed ? null : (
          <Link to="/" className={classes.brand}>
            <Mark />
            <span>{text.shell.product}</span>
          </Link>
        )}
        <nav
          aria-label={isFramed ? text.shell.framedPages : text.shell.pages}
          className={classes.places}
        >
          {placesOf(who.role).map(({ to, name, icon: Icon }) => (
            <Link
              key={to}
              to={to}
              className={classes.place}
              activeOptions={{ exact: true }}
              activeProps={{ 'aria-current': 'page' }}
            >
              <Icon size={18} stroke={1.75} aria-hidden="true" />
              <span>{name}</span>
              {to === '/me/record' ? <Unread member={who.subject} /> : null}
            </Link>
          ))}
        </nav>
        <div className={classes.tools}>
          <StreamState />
          {isFramed ? null : <SchemeMenu />}
        </div>
      </div>
    </header>
  )
}
