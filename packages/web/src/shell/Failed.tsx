import { Button, Stack, Text, Title } from '@mantine/core'
import type { ErrorComponentProps } from '@tanstack/react-router'
import { text } from '../strings/en.ts'

/** In place of a page that could not be shown; the frame around it stays. */
export function Failed({ reset }: ErrorComponentProps) {
  const { title, text: about, again } = text.shell.failed
  return (
    <Stack align="center" gap="xs" py={96} px="md" role="alert">
      <Title order={1}>{title}</Title>
      <Text c="dimmed">{about}</Text>
      <Button variant="default" mt="sm" onClick={reset}>
        {again}
      </Button>
    </Stack>
  )
}
