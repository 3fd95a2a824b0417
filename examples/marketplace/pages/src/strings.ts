const bad = {
  unreachable: 'The marketplace cannot be reached just now.',
  broken: 'Something went wrong at the marketplace. Your text is still here.',
  unreachableTitle: 'The marketplace cannot be reached',
  unreachableText:
    'What you see is from before. Nothing that you typed is lost; trying again by itself.',
  expiredTitle: 'You are signed out',
  expiredText: 'Nothing that you typed is lost.',
  goOn: (name: string) => `Go on as ${name}`,
  failedTitle: 'This could not be shown',
  again: 'Try again',
  loading: 'Loading',
} as const

const shell = {
  product: 'Harbour',
  skip: 'Skip to the page',
  pages: 'Pages',
  freelancers: 'Freelancers',
  inbox: 'Inbox',
  unread: (count: number) => `${count} unread`,
  score: 'Your responsiveness',
  workbench: 'Workbench',
  signIn: 'Choose a person',
  you: 'You are',
  another: 'Be somebody else',
  signOut: 'Sign out',
  live: { open: 'Live', connecting: 'Connecting…', lost: 'Reconnecting…' },
  scheme: { choose: 'Colours', light: 'Light', dark: 'Dark', auto: 'As the system' },
  absentTitle: 'There is nothing here',
  absentText: 'It may have been taken away, or it is not yours to see.',
  home: 'To the freelancers',
} as const

const clock = {
  name: 'Demonstration',
  about: 'The demonstration’s clock',
  pause: 'Pause the clock',
  run: 'Let the clock run',
  paused: 'Paused',
  speed: 'Speed of the clock',
  next: 'Next labels',
  jump: 'Jump to the next labels',
  jumpShort: 'Jump',
  jumping: 'Going there…',
  jumped: (when: string) => `It is ${when}. New labels are published.`,
  failed: 'The clock could not be set. Try again.',
} as const

const entry = {
  title: 'Who are you?',
  about:
    'Harbour is a made-up marketplace for freelancers that uses Alacrity. Choose somebody, and see what they see. Two browser windows, one of them private, are two people.',
  client: {
    title: 'A client',
    text: 'Looks for a freelancer, writes, waits for answers. Sees one mark, and no score.',
  },
  freelancer: {
    title: 'A freelancer',
    text: 'Answers clients, and has a private page that says what each answer does for the mark.',
  },
  operator: {
    title: 'The operator',
    text: 'Runs the marketplace: chooses the rule, sees what it does, decides contests.',
  },
  now: (name: string) => `You are ${name}.`,
  on: 'Go on',
} as const

const directory = {
  title: 'Freelancers',
  search: 'Search',
  searchHint: 'Name, trade or skill',
  skill: 'Skill',
  anySkill: 'Any skill',
  responsive: 'Responsive only',
  found: (count: number) => (count === 1 ? '1 freelancer' : `${count} freelancers`),
  none: 'Nobody fits',
  noneText: 'Try fewer words, another skill, or without the filter.',
  clear: 'Show everybody',
  hourly: (dollars: string) => `${dollars} an hour`,
  rate: 'Rate',
  skills: 'Skills',
  page: 'Pages of freelancers',
  next: 'Next page',
  previous: 'Previous page',
} as const

const mark = {
  meansTitle: 'About the mark “Responsive”',
  means:
    'A freelancer with the mark has been answering clients’ messages promptly, as the marketplace has seen over many conversations.',
  absent:
    'Without it nothing is said: new freelancers, those with few messages and those who are away look the same.',
} as const

const profile = {
  back: 'All freelancers',
  about: 'About',
  writeTitle: (name: string) => `Write to ${name}`,
  placeholder: 'What do you need, and by when?',
  label: 'Your message',
  kind: 'What is it?',
  kinds: { inquiry: 'A question', request: 'A request', invitation: 'An invitation' },
  send: 'Send',
  before: 'You have written to each other before:',
  onlyClients: 'Only clients can write first. Choose a client to try it.',
  you: 'This is your own profile, as clients see it.',
} as const

const inbox = {
  title: 'Inbox',
  all: 'All',
  unread: 'Unread',
  waiting: 'Waiting for you',
  which: 'Which conversations',
  search: 'Find a conversation',
  none: 'No conversations yet',
  noneClient: 'Write to a freelancer, and the answer comes here by itself.',
  noneFreelancer: 'As soon as a client writes, it appears here by itself.',
  find: 'Find a freelancer',
  noneFit: 'Nothing here',
  noneFitText: 'No conversation fits. Choose “All” to see the others.',
  choose: 'Choose a conversation',
  chooseText: 'It opens here.',
  you: 'You: ',
  new: 'New',
  waits: 'Waiting',
  score: 'Your responsiveness',
  scoreText: 'Your score, and what moves it.',
} as const

const talk = {
  back: 'Back to the inbox',
  messages: 'Messages',
  write: (name: string) => `Write to ${name}…`,
  label: 'Your message',
  send: 'Send',
  keys: 'Enter sends, Shift + Enter begins a line',
  as: 'Send as',
  asMessage: 'Message',
  answers: { quote: 'Quote', accept: 'Accept', decline: 'Decline' },
  thanks: 'Thanks',
  thanksHint: 'Asks for no answer.',
  defaults: {
    quote: 'Here is my quote.',
    accept: 'I accept.',
    decline: 'I have to decline, sorry.',
    thanks: 'Thank you!',
  },
  release: 'No reply needed',
  withdraw: 'Take back',
  withdrawn: 'Message taken back',
  sending: 'Sending…',
  uncertain: 'It is not certain that this arrived. Sending it again does no harm.',
  held: 'Goes out by itself as soon as it can.',
  again: 'Send now',
  edit: 'Back to the draft',
  newest: 'New messages',
  new: 'New',
  waiting: 'Waiting for your answer',
  waitingClient: (name: string) => `${name} has not answered yet`,
  you: 'You',
  kinds: {
    inquiry: 'Question',
    request: 'Request',
    invitation: 'Invitation',
    acknowledgement: 'Thanks',
    automated: 'Automatic reply',
    accept: 'Accepted',
    decline: 'Declined',
    quote: 'Quote',
  } as Readonly<Record<string, string>>,
} as const

const score = {
  title: 'Your responsiveness',
  private: 'From Alacrity, for you alone',
  alone: 'Open on its own',
} as const

const times = { now: 'now', today: 'Today', yesterday: 'Yesterday' } as const

/** Every word the pages say, in English. Another language is another object of this shape. */
export const text = {
  bad,
  shell,
  clock,
  entry,
  directory,
  mark,
  profile,
  inbox,
  talk,
  score,
  times,
} as const
