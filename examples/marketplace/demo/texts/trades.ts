/** A trade with what its people can do, and what clients ask of them. */
export type Trade = {
  readonly titles: readonly string[]
  readonly skills: readonly string[]
  /** Reads well after "I need help with". */
  readonly jobs: readonly string[]
  /** Reads well after "I". */
  readonly bios: readonly string[]
}

export const TRADES: readonly Trade[] = [
  {
    titles: ['Brand designer', 'Identity designer', 'Visual designer'],
    skills: ['Branding', 'Logo design', 'Illustration', 'Packaging', 'Figma'],
    jobs: [
      'a logo for our bakery',
      'a fresh look for a small law firm',
      'packaging for three kinds of tea',
      'a style guide our interns can follow',
      'a poster series for a jazz festival',
      'redrawing an old crest as a vector',
    ],
    bios: [
      'draw marks that still work when they are printed badly on a paper bag.',
      'help small companies look like themselves, only clearer.',
      'spent ten years at a print shop and can tell you why your blue turns purple.',
    ],
  },
  {
    titles: ['Web developer', 'Frontend developer', 'Full-stack developer'],
    skills: ['React', 'TypeScript', 'Accessibility', 'Node.js', 'CSS'],
    jobs: [
      'a booking form that keeps losing entries',
      'moving our shop to a new host',
      'a page that takes nine seconds to load',
      'making our site usable by keyboard',
      'a small members’ area for a rowing club',
      'upgrading a React app nobody dares to touch',
    ],
    bios: [
      'build quiet, quick websites and write down how they work.',
      'fix the thing first and talk about rewrites later.',
      'like forms, which makes me popular at parties.',
    ],
  },
  {
    titles: ['Translator', 'Literary translator', 'Localisation specialist'],
    skills: ['German', 'Spanish', 'Japanese', 'Subtitles', 'Proofreading'],
    jobs: [
      'a forty-page manual for a coffee machine',
      'subtitles for a short film',
      'our terms and conditions in plain Spanish',
      'a cookbook, about 200 recipes',
      'an app with too many puns in it',
      'letters my grandmother wrote in 1951',
    ],
    bios: [
      'translate what was meant, and ask when I am not sure.',
      'have carried three novels and a great many washing machines into another language.',
      'read everything aloud before I send it.',
    ],
  },
  {
    titles: ['Copywriter', 'Content writer', 'Editor'],
    skills: ['Copywriting', 'Editing', 'Newsletters', 'SEO', 'Interviews'],
    jobs: [
      'an About page that does not sound like everyone else’s',
      'six product descriptions for hiking socks',
      'a newsletter our customers will open',
      'shortening a 30-page report to four',
      'a speech for my sister’s wedding',
      'naming a new oat drink',
    ],
    bios: [
      'cut. Mostly I cut.',
      'write for people who are reading on a bus.',
      'used to be a radio reporter, so every sentence has to survive being said.',
    ],
  },
  {
    titles: ['Photographer', 'Product photographer', 'Portrait photographer'],
    skills: ['Product photos', 'Portraits', 'Retouching', 'Food', 'Lightroom'],
    jobs: [
      'photos of 40 ceramic bowls',
      'portraits of a team of eleven',
      'pictures for a restaurant’s new menu',
      'retouching old family photos',
      'a day at our trade fair',
      'a shoot of a very small apartment',
    ],
    bios: [
      'bring two lights, one lens and patience.',
      'make people who hate photos look like themselves.',
      'photograph things you can eat, then eat them.',
    ],
  },
  {
    titles: ['Bookkeeper', 'Accountant', 'Finance consultant'],
    skills: ['Bookkeeping', 'Payroll', 'VAT', 'Excel', 'Cash flow'],
    jobs: [
      'two years of receipts in a shoebox',
      'a VAT return that is due soon',
      'payroll for a café with seven people',
      'a cash flow plan for the bank',
      'a spreadsheet that everyone fears',
      'closing the books of a small film company',
    ],
    bios: [
      'turn shoeboxes into balance sheets.',
      'explain numbers to people who would rather be baking.',
      'have never missed a filing date and do not intend to start.',
    ],
  },
  {
    titles: ['Data analyst', 'Data engineer', 'Statistician'],
    skills: ['SQL', 'Python', 'Dashboards', 'Statistics', 'Surveys'],
    jobs: [
      'a survey with 3,000 answers',
      'finding out why orders drop on Thursdays',
      'a dashboard that agrees with our accountant',
      'cleaning a list of 80,000 addresses',
      'an A/B test nobody can explain',
      'moving reports out of a spreadsheet',
    ],
    bios: [
      'answer the question behind the question, with error bars.',
      'check the data before I believe it.',
      'make few charts, and plain ones.',
    ],
  },
  {
    titles: ['Video editor', 'Motion designer', 'Filmmaker'],
    skills: ['Video editing', 'Motion design', 'Colour grading', 'Sound', 'After Effects'],
    jobs: [
      'cutting a two-hour talk to ten minutes',
      'an explainer about heat pumps',
      'a trailer for a choir',
      'captions and a clean-up of the sound',
      'a title sequence, about 20 seconds',
      'wedding footage from five phones',
    ],
    bios: [
      'cut to the breath, not to the beat.',
      'take out what you will not miss.',
      'have a soft spot for documentaries and bad microphones.',
    ],
  },
  {
    titles: ['Language teacher', 'Maths tutor', 'Music teacher'],
    skills: ['English', 'Maths', 'Piano', 'Exam preparation', 'Beginners'],
    jobs: [
      'getting my son through his maths exam',
      'English for job interviews',
      'piano lessons after twenty years without',
      'a crash course before we move to Porto',
      'preparing a talk in a foreign language',
      'an hour a week with my daughter',
    ],
    bios: [
      'teach by asking, and wait for the answer.',
      'have students between 8 and 81.',
      'believe that everybody can count, and most can sing.',
    ],
  },
  {
    titles: ['Interior designer', 'Architect', 'Garden designer'],
    skills: ['Floor plans', 'Renovation', 'Lighting', 'Gardens', '3D models'],
    jobs: [
      'a kitchen of six square metres',
      'a dark hallway',
      'turning a barn into an office',
      'a balcony that should survive August',
      'plans for a building permit',
      'furnishing a practice for two therapists',
    ],
    bios: [
      'plan rooms around what people do in them.',
      'measure twice, and draw it so that the carpenter nods.',
      'start with the light.',
    ],
  },
]
