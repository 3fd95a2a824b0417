import type { Database, Row } from './database.ts'
import type { Cast, Directory, Freelancer, Person, Profile, Role } from './shapes.ts'

/** The label that the directory can be narrowed to. */
const RESPONSIVE = 'Responsive'
const PAGE_SIZE = 24
const CAST_SIZE = 6
const DAY = 86_400_000

export type NewPerson = Omit<Person, 'initials'> & {
  readonly bio: string
  readonly skills: readonly string[]
  readonly rate: number | null
}

export function addPerson(database: Database, person: NewPerson): void {
  const { id, role, name, title, bio, skills, rate, colour } = person
  database.run(
    'INSERT OR IGNORE INTO people (id, role, name, title, bio, skills, rate, colour) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    id,
    role,
    name,
    title,
    bio,
    JSON.stringify(skills),
    rate,
    colour,
  )
}

export function personById(database: Database, id: string): Person | null {
  const row = database.one('SELECT * FROM people WHERE id = ?', id)
  return row === null ? null : personOf(row)
}

export function profileOf(database: Database, id: string): Profile | null {
  const row = database.one(`${FREELANCERS} AND people.id = ?`, id)
  return row === null ? null : { ...freelancerOf(row), bio: String(row['bio']) }
}

export type DirectoryWish = {
  readonly text: string
  readonly skill: string
  readonly responsive: boolean
  readonly page: number
}

/**
 * The freelancers who fit, in order of their names. Nothing about how they answer but the label plays a
 * part: an order by response time would tell clients what the label keeps from them.
 */
export function directory(database: Database, wish: DirectoryWish): Directory {
  const words = wish.text.toLowerCase().split(/\s+/).filter(Boolean)
  const found = allFreelancers(database).filter(
    (each) =>
      (!wish.responsive || each.labels.includes(RESPONSIVE)) &&
      (wish.skill === '' || each.skills.includes(wish.skill)) &&
      words.every((word) => textOf(each).includes(word)),
  )
  const pages = Math.max(1, Math.ceil(found.length / PAGE_SIZE))
  const page = Math.min(wish.page, pages)
  return {
    items: found.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE).map(cardOf),
    total: found.length,
    page,
    pages,
    skills: [...new Set(allFreelancers(database).flatMap(({ skills }) => skills))].sort(),
  }
}

export function freelancerIds(database: Database): readonly string[] {
  return database
    .all(`SELECT id FROM people WHERE role = 'freelancer' ORDER BY id`)
    .map(({ id }) => String(id))
}

/** People to be, those with the most conversations lately first: their pages have most to show. */
export function cast(database: Database, now: number): Cast {
  const busiest = (role: 'freelancer' | 'client') =>
    database
      .all(
        `SELECT people.* FROM people JOIN conversations ON conversations.${role} = people.id
         WHERE last_at > ? GROUP BY people.id ORDER BY count(*) DESC, people.id LIMIT ?`,
        now - 14 * DAY,
        CAST_SIZE,
      )
      .map(personOf)
  return {
    freelancers: busiest('freelancer'),
    clients: busiest('client'),
    operators: database.all(`SELECT * FROM people WHERE role = 'operator'`).map(personOf),
  }
}

const FREELANCERS = `
  SELECT people.*, labels.labels FROM people LEFT JOIN labels ON labels.freelancer = people.id
  WHERE role = 'freelancer'`

function allFreelancers(database: Database): readonly Profile[] {
  return database
    .all(`${FREELANCERS} ORDER BY name, id`)
    .map((row) => ({ ...freelancerOf(row), bio: String(row['bio']) }))
}

/** A freelancer as lists show them. */
export function cardOf({ bio: _bio, ...card }: Profile): Freelancer {
  return card
}

const textOf = ({ name, title, skills, bio }: Profile) =>
  [name, title, ...skills, bio].join(' ').toLowerCase()

export function personOf(row: Row): Person {
  const name = String(row['name'])
  return {
    id: String(row['id']),
    role: String(row['role']) as Role,
    name,
    initials: initialsOf(name),
    colour: String(row['colour']),
    title: String(row['title']),
  }
}

function freelancerOf(row: Row): Freelancer {
  return {
    ...personOf(row),
    skills: JSON.parse(String(row['skills'])) as string[],
    rate: Number(row['rate']),
    labels: JSON.parse(String(row['labels'] ?? '[]')) as string[],
  }
}

function initialsOf(name: string): string {
  const letters = name.split(' ').map((part) => String.fromCodePoint(part.codePointAt(0) ?? 32))
  return `${letters[0] ?? ''}${letters.length > 1 ? letters.at(-1) : ''}`.toUpperCase()
}
