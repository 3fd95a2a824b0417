import { Button, Collapse, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { signIn } from '../data/session.ts'
import { text } from '../strings/en.ts'
import { Mark } from './Mark.tsx'

const words = text.shell.signIn

/** What whoever comes without a token sees: how to get here, and nothing about anyone. */
export function SignIn() {
  const [open, setOpen] = useState(false)
  return (
    <Stack align="center" py={72} px="md">
      <Paper withBorder radius="lg" p="xl" maw={480} w="100%" component="section">
        <Stack gap="md">
          <Mark size={40} />
          <Title order={1}>{words.title}</Title>
          <Text c="dimmed">{words.text}</Text>
          <Button
            variant="subtle"
            size="compact-sm"
            w="fit-content"
            ml={-8}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            {words.developer}
          </Button>
          <Collapse expanded={open}>
            <Stack gap="sm">
              <Text size="sm" c="dimmed">
                {words.developerText}
              </Text>
              <PasteToken />
            </Stack>
          </Collapse>
        </Stack>
      </Paper>
    </Stack>
  )
}

function PasteToken() {
  const [token, setToken] = useState('')
  const [refused, setRefused] = useState(false)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        setRefused(!signIn(token.trim()))
      }}
    >
      <Stack gap="xs">
        <PasswordInput
          label={words.pasteLabel}
          value={token}
          autoComplete="off"
          visibilityToggleFocusable
          visibilityToggleButtonProps={{ 'aria-label': words.see }}
          error={refused ? words.notAToken : null}
          onChange={(event) => setToken(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" w="fit-content">
          {words.use}
        </Button>
      </Stack>
    </form>
  )
}
