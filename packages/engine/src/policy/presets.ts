import _99designs from './presets/99designs.json' with { type: 'json' }
import airbnbResponseRate from './presets/airbnb-response-rate.json' with { type: 'json' }
import airbnbResponseTime from './presets/airbnb-response-time.json' with { type: 'json' }
import alacrity from './presets/alacrity.json' with { type: 'json' }
import amazonContactResponse from './presets/amazon-contact-response.json' with { type: 'json' }
import bookingReplyScore from './presets/booking-reply-score.json' with { type: 'json' }
import couchers from './presets/couchers.json' with { type: 'json' }
import dribbbleResponseTime from './presets/dribbble-response-time.json' with { type: 'json' }
import etsyStarSeller from './presets/etsy-star-seller.json' with { type: 'json' }
import facebookPageBadge from './presets/facebook-page-badge.json' with { type: 'json' }
import facebookPageResponse from './presets/facebook-page-response.json' with { type: 'json' }
import fiverrResponseRate from './presets/fiverr-response-rate.json' with { type: 'json' }
import fiverrResponseTime from './presets/fiverr-response-time.json' with { type: 'json' }
import hipcamp from './presets/hipcamp.json' with { type: 'json' }
import homestay from './presets/homestay.json' with { type: 'json' }
import housinganywhere from './presets/housinganywhere.json' with { type: 'json' }
import houzzRespondsQuickly from './presets/houzz-responds-quickly.json' with { type: 'json' }
import linkedinServices from './presets/linkedin-services.json' with { type: 'json' }
import offerup from './presets/offerup.json' with { type: 'json' }
import preplySuperTutor from './presets/preply-super-tutor.json' with { type: 'json' }
import roverResponseRate from './presets/rover-response-rate.json' with { type: 'json' }
import thumbtackTopPro from './presets/thumbtack-top-pro.json' with { type: 'json' }
import tradus from './presets/tradus.json' with { type: 'json' }
import tripadvisorRentals from './presets/tripadvisor-rentals.json' with { type: 'json' }
import upwork2022 from './presets/upwork-2022.json' with { type: 'json' }
import upworkInvitations from './presets/upwork-invitations.json' with { type: 'json' }
import upworkReplyTime from './presets/upwork-reply-time.json' with { type: 'json' }
import { parsePolicy } from './parse.ts'
import type { Policy } from './policy.ts'

/** A policy document as it is written and published: JSON. */
export type PolicyDocument = { readonly policy: string } & Readonly<Record<string, unknown>>

/** The policies that come with the engine, the default first. */
export const PRESETS: readonly PolicyDocument[] = [
  alacrity,
  _99designs,
  airbnbResponseRate,
  airbnbResponseTime,
  amazonContactResponse,
  bookingReplyScore,
  couchers,
  dribbbleResponseTime,
  etsyStarSeller,
  facebookPageBadge,
  facebookPageResponse,
  fiverrResponseRate,
  fiverrResponseTime,
  hipcamp,
  homestay,
  housinganywhere,
  houzzRespondsQuickly,
  linkedinServices,
  offerup,
  preplySuperTutor,
  roverResponseRate,
  thumbtackTopPro,
  tradus,
  tripadvisorRentals,
  upwork2022,
  upworkInvitations,
  upworkReplyTime,
]

/** A preset by name ("alacrity") or name and version ("alacrity/1"); null where there is none. */
export function presetPolicy(name: string): Policy | null {
  const document = PRESETS.find(({ policy }) => policy === name || policy.split('/')[0] === name)
  if (document === undefined) return null
  const parsed = parsePolicy(document)
  if (!parsed.ok) throw new Error(`preset ${name}: ${parsed.fault.field} ${parsed.fault.problem}`)
  return parsed.policy
}
