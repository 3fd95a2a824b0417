import { date, dayTime, duration, longDay, points, score, whole } from './format.ts'

const count = (n: number, one: string, many: string): string =>
  `${whole(n)} ${n === 1 ? one : many}`
const messages = (n: number): string => count(n, 'message', 'messages')
const clients = (n: number): string => count(n, 'client', 'clients')

/** What the member's pages say, but for the frame around them. */
export const member = {
  title: 'Your responsiveness',
  asOf: (at: string): string => `As of ${dayTime(at)}. Only you can see this page.`,
  score: {
    name: 'Score',
    outOf: 'of 100',
    none: 'No score yet',
    what: 'How quickly you answered, over all clients that count: 100 for an answer within the hour, less the later it came.',
    was: (change: number, since: string): string =>
      change === 0 ? `As on ${longDay(since)}` : `${points(change)} since ${longDay(since)}`,
    going: 'Where it is going',
    goingAll: (value: string, at: string): string =>
      `${value} on ${longDay(at)} if you answer what waits`,
    goingNone: (value: string): string => `${value} if nothing more happens`,
    goingSame: (value: string, at: string): string => `${value} on ${longDay(at)}, as things are`,
  },
  label: {
    notHeld: 'No mark',
    clientsSee: 'What clients see',
    clientsSeeNothing:
      'Clients see no mark. That says nothing about you: new, quiet and slow look the same.',
    until: (label: string, at: string): string => `${label} until at least ${longDay(at)}.`,
    ends: (label: string, at: string): string =>
      `${label} until ${longDay(at)}, then it is lost as things are.`,
    lostOn: (label: string, at: string): string => `${label} was lost on ${longDay(at)}.`,
    neverHeld: (label: string): string => `You do not have ${label} yet.`,
    coming: (label: string, at: string): string =>
      `As things are you get ${label} on ${longDay(at)}.`,
    answered: (on: number, settled: number, within: string): string =>
      `You answered ${whole(on)} of ${messages(settled)} within ${within}.`,
    figures: { on_time: 'In time', typical: 'Typical reply', clients: 'Clients that count' },
    next: (at: string): string => `Next decided ${dayTime(at)}`,
    keepBy: (n: number, before: string, label: string): string =>
      `To keep ${label}, reply to ${n === 1 ? 'the one below' : `the ${n} below`} before ${dayTime(before)}.`,
    earnBy: (n: number, before: string, label: string): string =>
      `To get ${label}, reply to ${n === 1 ? 'the one below' : `the ${n} below`} before ${dayTime(before)}.`,
    more: (n: number, at: string): string =>
      `${n === 1 ? 'One more message' : `${whole(n)} more messages`} of new clients, answered within the hour by ${longDay(at)}, earn it.`,
    moreToo: (n: number): string =>
      `And ${n === 1 ? 'one more message' : `${whole(n)} more messages`} of new clients, answered within the hour.`,
    rule: 'How it is decided',
    given: 'Given',
    kept: 'Kept',
    enough: (turns: number, of: number): string => `at least ${messages(turns)} of ${clients(of)}`,
    setAside: (n: number): string =>
      n === 0
        ? 'Nobody is set aside yet.'
        : `So that no single client decides: ${n === 1 ? 'your best client is' : `your ${n} best clients are`} set aside before it is given, and ${n === 1 ? 'your worst' : `your ${n} worst`} before it is taken.`,
    fulfilled: 'met',
    notFulfilled: 'not met',
  },
  missing: {
    title: 'Too little to judge by, so far',
    newTitle: 'No client has written to you yet',
    newText:
      'As soon as one does, their message appears here with the time you have to answer it. Nobody can tell a new member from a slow one.',
    text: (turns: number, of: number): string => {
      const needs = [
        turns > 0 ? `${messages(turns)} more` : '',
        of > 0 ? `${clients(of)} more` : '',
      ]
      return `A score takes ${needs.filter((part) => part !== '').join(' and ')}. Until then clients see no mark, which says nothing about you.`
    },
  },
  away: {
    title: (until: string): string => `You are away until ${longDay(until)}`,
    text: 'Messages that come in meanwhile do not count. What was waiting before still does.',
    back: 'Change it',
  },
  waiting: {
    title: 'Waiting for you',
    order: 'First the one whose silence costs most',
    client: 'Client',
    none: 'All answered',
    nonePast: 'Nothing waits that still counts',
    noneText: 'New messages appear here by themselves, with the time you have to answer.',
    noneNew: 'Nothing waits',
    left: 'left',
    overdue: (ms: number): string => `${duration(ms)} overdue`,
    stands: 'No time runs',
    since: (at: string): string => `since ${dayTime(at)}`,
    more: (n: number): string => (n > 1 ? `${whole(n)} messages` : ''),
    dueAt: (at: string): string => `Due ${dayTime(at)}`,
    now: 'Now',
    later: 'In the last minute',
    laterOverdue: 'A day later',
    never: 'Never',
    becomes: (value: number): string => score(value),
    effect: 'What your score becomes if you answer',
    noScore: 'Counts towards your first score',
    noEffect: 'No longer changes your score',
    costs: (value: number): string => `worth ${score(value)} points`,
    past: (n: number): string => `${messages(n)} too old to change your score`,
    running: (client: string, left: string): string => `${client}: ${left} left`,
  },
  act: {
    open: (client: string): string => `Something is wrong with the message of ${client}`,
    wrong: 'This is wrong',
    release: 'No reply needed',
    releaseAbout: 'Such as a “thank you” at the end.',
    spam: 'It is spam',
    harassment: 'It is harassment',
    flagAbout: 'Ends the wait and tells your marketplace.',
    contest: 'Contest it…',
    contestAbout: 'A person looks at it within 14 days.',
    contestTitle: 'Contest this message',
    contestLabelTitle: 'Contest the decision on the label',
    contestText:
      'Say what is wrong. A person of your marketplace reads it and answers within 14 days. If you are right, the message no longer counts from the next decision on.',
    reason: 'What is wrong?',
    reasonHint:
      'For example: answered by telephone; the same client wrote twice; sent to the wrong person.',
    reasonLeft: (n: number): string => `${whole(n)} characters left`,
    send: 'Send',
    cancel: 'Cancel',
    done: 'Done',
    released: 'Marked: no reply needed.',
    flagged: 'Reported. It no longer waits for you.',
    contested: 'Sent. You get an answer within 14 days.',
    failed: 'That did not work',
    kept: 'What you wrote is still here.',
    cap: (percent: number): string =>
      `At most ${whole(percent)} % of your messages can be set aside this way; beyond that they count.`,
  },
  whatIf: {
    title: 'What if',
    text: (n: number): string =>
      n === 0
        ? 'Move the slider'
        : `If ${n === 1 ? 'the next new client' : `the next ${whole(n)} new clients`} got an answer`,
    slider: 'How many new clients',
    manner: { quick: 'within the hour', in_time: 'just in time', late: 'too late', never: 'never' },
    mannerName: 'Answered',
    score: 'Your score',
    label: (label: string, held: boolean): string => (held ? label : `Without ${label}`),
    away: 'While you are away new messages do not count, so nothing would change.',
  },
  charts: {
    path: 'Score and label over time',
    pathNone: 'This fills week by week: the first point comes with the next decision.',
    grant: (label: string, value: number): string => `${label} from ${whole(value)}`,
    keep: (value: number): string => `kept from ${whole(value)}`,
    got: (label: string): string => `Got ${label}`,
    lost: (label: string): string => `Lost ${label}`,
    causes: 'What moved it',
    cause: {
      entered: (client: string): string => `${client}: came to count`,
      left: (client: string): string => `${client}: too old to count`,
      changed: (client: string): string => `${client}: counts otherwise`,
    },
    noCauses: 'Small changes only',
    ahead: 'if nothing more happens',
    times: 'How long your replies took',
    timesText: (n: number, missed: number): string =>
      `${count(n, 'reply', 'replies')}${missed > 0 ? `, ${whole(missed)} never answered` : ''}`,
    never: 'never',
    inTime: 'in time',
    late: 'too late',
    over: (value: string): string => `> ${value}`,
    upTo: 'Each bar: replies that took up to so long',
    replies: 'Replies',
    week: 'When clients write, when you answer',
    asked: 'Clients write',
    answered: 'You answer',
    weekNone: 'Nothing yet.',
    hour: (day: string, hour: string, n: number): string => `${day} ${hour}: ${messages(n)}`,
    zone: (zone: string): string => `Hours of ${zone.replaceAll('_', ' ')}`,
    asTable: 'As a table',
    day: 'Week of',
    busiest: (day: string, hour: string): string => `Most on ${day} at ${hour}`,
  },
  happened: {
    title: 'What happened',
    text: 'Every message that waited for you, what became of it, and what it does to your score.',
    search: 'Find a client',
    all: 'All',
    outcomes: {
      on_time: 'On time',
      late: 'Late',
      missed: 'Missed',
      pending: 'Waiting',
      excused: 'Excused',
    },
    columns: {
      client: 'Client',
      outcome: 'Outcome',
      took: 'Took',
      effect: 'Effect',
      why: 'Why',
      wrong: '',
    },
    total: (n: number): string => messages(n),
    none: 'No message is like that',
    noneText: 'Other words or another outcome may find some.',
    empty: 'Nothing has happened yet',
    emptyText:
      'Every message that waits for your answer will be listed here, for as long as it is kept.',
    contested: 'Contested',
    points: (value: number | null): string => (value === null ? '' : points(value)),
    reasons: {
      replied: 'Answered',
      auto_replied: 'Answered automatically',
      unanswered: 'No answer yet',
      ended_unanswered: 'Ended without an answer',
      ruling: 'Decided by your marketplace',
      client_released: 'The client needed no reply',
      withdrawn: 'The client took it back',
      closed: 'Closed in time',
      away: 'You were away',
      client_erased: 'The client’s data was erased',
      goodbye: 'A goodbye needs no answer',
      released: 'You said no reply was needed',
      flagged: 'You reported it',
      over_the_cap: 'Set aside by you, but more than can be',
    },
    notCounted: {
      pending: 'not due yet',
      excused: 'does not count',
      not_a_candidate: 'this kind does not count',
      too_recent: 'too recent to count',
      outside_the_window: 'too old to count',
    },
    row: (client: string, outcome: string): string => `${client}, ${outcome}`,
  },
  time: {
    title: 'Working hours and time off',
    away: 'Time off',
    awayText: {
      excuse:
        'Messages that come in while you are away do not count. What was opened before you declare it still does.',
      pause:
        'While you are away the time for your answers stands still. What was opened before you declare it runs on.',
      ignore: 'Your marketplace’s rule takes no notice of time off. You can note it all the same.',
    },
    declare: 'Plan time off',
    from: 'First day',
    until: 'Back on',
    days: 'Days',
    left: (max: number, used: number): string =>
      `${score(Math.max(0, max - used)).replace(/[.,]0$/, '')} of ${whole(max)} days left this year`,
    unlimited: 'As many days as you like',
    save: 'Declare time off',
    preview: 'What it changes',
    choose:
      'Choose the first and the last day, and read here what that does before you declare it.',
    usual: (n: number): string =>
      n === 0
        ? 'Usually nobody writes to you in so long a time.'
        : `Usually about ${messages(n)} come in so long a time.`,
    without: (is: string, would: string): string =>
      `Unanswered, they would take your score from ${is} to ${would}. Declared, they do not count.`,
    withoutLabel: (label: string): string => `You would lose ${label} by them.`,
    paused: 'For them the clock stands until you are back.',
    ignored: 'They count all the same: your marketplace’s rule takes no notice of time off.',
    due: (n: number): string =>
      `${messages(n)} that wait${n === 1 ? 's' : ''} now fall${n === 1 ? 's' : ''} due meanwhile and still count${n === 1 ? 's' : ''}:`,
    planned: 'Planned',
    past: 'Past',
    noneplanned: 'No time off is planned.',
    running: 'Now',
    span: (from: string, until: string): string => `${date(from)} – ${date(until)}`,
    endNow: 'I am back',
    cancel: 'Take back',
    saved: 'Time off declared.',
    taken: 'Taken back.',
    conflict:
      'This was changed in another tab meanwhile. Below is what is stored now; what you chose is still here.',
    order: 'The last day comes before the first.',
    hours: 'Working hours',
    hoursText: {
      wall: 'Your marketplace counts every hour, so these do not change your score. They tell you how your clients’ messages fit your week.',
      hours:
        'Only time within these hours counts, for messages that come in after you save. Earlier ones keep the hours they had.',
    },
    zone: 'Time zone',
    weekday: (day: string): string => `Work on ${day}`,
    begins: (day: string): string => `${day}, from`,
    ends: (day: string): string => `${day}, until`,
    off: 'off',
    add: 'More hours',
    addTo: (day: string): string => `More hours on ${day}`,
    removeFrom: (day: string): string => `Remove the hours of ${day}`,
    another: (day: string, n: number): string => `${day}, ${whole(n)}. hours`,
    nextDay: 'the next day',
    aroundTheClock: 'all day long',
    saveHours: 'Save hours',
    savedHours: 'Hours saved. They hold for messages from now on.',
    inside: (inside: number, all: number): string =>
      all === 0
        ? 'No messages in the last 90 days to compare with.'
        : `${whole(inside)} of your ${messages(all)} of the last 90 days came in within these hours.`,
    hadBeen: (is: string, would: string): string =>
      `Had they been in force all along, your score would be ${would} instead of ${is}.`,
    unset: 'You have set no hours yet.',
    calendar: 'Calendar',
    calendarParts: {
      nextMonth: 'Next month',
      previousMonth: 'Previous month',
      nextYear: 'Next year',
      previousYear: 'Previous year',
      nextDecade: 'Next decade',
      previousDecade: 'Previous decade',
    },
  },
  record: {
    title: 'Record',
    notices: 'What you were told',
    none: 'No news',
    noNotices:
      'Nothing yet. You are told here when you get a label, and a week before one would be lost.',
    topics: {
      'label.granted': (label: string): string => `You got ${label}`,
      'label.lost': (label: string): string => `You lost ${label}`,
      'label.loss_coming': (label: string): string => `You are about to lose ${label}`,
    },
    because: {
      too_few: 'There are too few recent messages to judge by.',
      below_keep: 'Your score is below what it takes to keep it.',
    },
    contact: (to: string): string => `Questions: ${to}`,
    contestLabel: 'Contest this decision',
    avert: (n: number, before: string): string =>
      `Replying to ${n === 1 ? 'one message' : `${whole(n)} messages`} before ${dayTime(before)} averts it.`,
    markRead: 'Mark as read',
    unread: 'New',
    contests: 'What you contested',
    noContests:
      'Nothing. Beside every message in “What happened” you can say what is wrong with it.',
    states: {
      open: 'Waiting for an answer',
      upheld: 'You were right',
      rejected: 'It stands',
      withdrawn: 'Taken back',
    },
    dueBy: (at: number): string => `Answer by ${date(at)}`,
    withdraw: 'Take back',
    looks: 'Who looked at your score',
    noLooks:
      'Nobody but you. Whenever somebody of your marketplace looks, it stands here with the reason.',
    look: (who: string): string => who.replace(/^operator:/, '').replace(/^member:/, ''),
    export: 'Take your data with you',
    exportText:
      'Everything that is stored about you: when messages came and went, labels, notices. No texts, as none are stored.',
    yours: 'What clients can know',
    hide: 'Hide my mark',
    hideText:
      'Clients then see no mark, from now on and whatever your score is, exactly as with a new member. Your score and this page go on.',
    hidden: 'Hidden. Clients see no mark.',
    shownAgain:
      'No longer hidden. The mark comes back with the next decision, if you hold it then.',
    hiddenBy: 'Your marketplace has hidden your mark as well. Ask there.',
    erase: 'Erase my data',
    eraseText:
      'Everything that is stored about you is deleted: score, messages’ times, marks, notices, contests. Nobody can bring it back.',
    eraseOpen: 'Erase…',
    eraseTitle: 'Erase everything about you?',
    eraseWhat: [
      'Your score and your mark are gone at once, and so is everything that made them.',
      'Open contests end without an answer.',
      'What clients write from now on begins a new record; ask your marketplace if you want none.',
    ],
    eraseType: (name: string): string => `To go on, type ${name}`,
    eraseDo: 'Erase for good',
    erased: 'Erased. Nothing of yours is stored any more.',
    exportJson: 'Everything (JSON)',
    exportCsv: 'Events (CSV)',
    exporting: 'Preparing…',
  },
} as const
