import { Menu, UnstyledButton } from '@mantine/core'
import { IconLogout, IconUsers } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import type { Person } from '../../../src/shapes.ts'
import { signOut } from '../data/session.ts'
import { text } from '../strings.ts'
import { Face } from './Face.tsx'
import classes from './PersonMenu.module.css'

/** Who one is, and how to be somebody else. */
export function PersonMenu({ me }: { readonly me: Person }) {
  const navigate = useNavigate()
  const leave = async () => {
    await signOut()
    await navigate({ to: '/people' })
  }
  return (
    <Menu position="bottom-end" width={230} shadow="md">
      <Menu.Target>
        <UnstyledButton className={classes.button}>
          <Face person={me} size={30} />
          <span className="only-read">{text.shell.you} </span>
          <span className={`name ${classes.label}`}>{me.name}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.who}>
          <div className="name">{me.name}</div>
          <div className={`name ${classes.title}`}>{me.title}</div>
        </div>
        <Menu.Item component={Link} to="/people" leftSection={<IconUsers size={16} />}>
          {text.shell.another}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconLogout size={16} />}
          onClick={() => void leave().catch(() => undefined)}
        >
          {text.shell.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
