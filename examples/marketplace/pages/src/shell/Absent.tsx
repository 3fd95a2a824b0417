import { Button } from '@mantine/core'
import { IconMapOff } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { text } from '../strings.ts'
import { Blank } from './Blank.tsx'

/** The same for what is not there and what is somebody else's. */
export function Absent() {
  const { absentTitle, absentText, home } = text.shell
  return (
    <Blank isPage icon={IconMapOff} title={absentTitle} about={absentText}>
      <Button component={Link} to="/freelancers" variant="default">
        {home}
      </Button>
    </Blank>
  )
}
