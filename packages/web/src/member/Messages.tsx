import { Title } from '@mantine/core'

export function Messages() {
  return <Title order={1}>Messages</Title>
}
