import {
  authenticatorsAnswerSchema,
  authenticatorsStateSchema,
  policiesAnswerSchema,
  publishAnswerSchema as policyPublishedSchema,
  previewAnswerSchema,
  refreshAnswerSchema,
} from "@nearside/shared/api/console/authenticators.ts";
import {
  breakGlassAnswerSchema,
  breakGlassOpenedSchema,
  breakGlassStateSchema,
  codesMadeSchema,
  letInAnswerSchema,
  unreviewedAnswerSchema,
  useRowSchema,
} from "@nearside/shared/api/console/break-glass.ts";
import { touchAnswerSchema } from "@nearside/shared/api/console/change.ts";
import {
  clientAnswerSchema,
  clientMadeSchema,
  clientsAnswerSchema,
  clientTicketAnswerSchema,
  configuredClientsAnswerSchema,
  usableClientTicketsSchema,
} from "@nearside/shared/api/console/clients.ts";
import {
  askAgainAnswerSchema,
  enrolmentDetailSchema,
  enrolmentsAnswerSchema,
} from "@nearside/shared/api/console/enrolments.ts";
import {
  groupAnswerSchema,
  groupMadeSchema,
  groupsAnswerSchema,
  membersAnswerSchema,
} from "@nearside/shared/api/console/groups.ts";
import { listAnswerSchema } from "@nearside/shared/api/console/list.ts";
import { changeAnswerSchema, logAnswerSchema, logRowSchema } from "@nearside/shared/api/console/log.ts";
import { evidenceAnswerSchema, loginDetailSchema } from "@nearside/shared/api/console/logins.ts";
import { machineAnswerSchema, machineDoneSchema, machinesAnswerSchema } from "@nearside/shared/api/console/machines.ts";
import { mailStateSchema } from "@nearside/shared/api/console/mail.ts";
import { notMeDoneSchema, notMePreviewSchema } from "@nearside/shared/api/console/not-me.ts";
import {
  offboardAnswerSchema,
  offboardingAnswerSchema,
  offboardingPreviewSchema,
} from "@nearside/shared/api/console/offboarding.ts";
import { ownAccountSchema, ownEndedSchema } from "@nearside/shared/api/console/own-account.ts";
import { foreignLoginSchema, ownLoginDetailSchema, ownLoginSchema } from "@nearside/shared/api/console/own-logins.ts";
import {
  ownEnrolmentsSchema,
  ownMachineDetailSchema,
  ownMachinesSchema,
} from "@nearside/shared/api/console/own-machines.ts";
import { addPasskeyOptionsSchema, ownPasskeysAnswerSchema } from "@nearside/shared/api/console/own-passkeys.ts";
import { endedSessionsSchema, ownSessionsSchema } from "@nearside/shared/api/console/own-sessions.ts";
import { endedTokensSchema, ownTokenSchema } from "@nearside/shared/api/console/own-tokens.ts";
import {
  changedAnswerSchema,
  peopleAnswerSchema,
  personAnswerSchema,
  personLoginsAnswerSchema,
  personMadeSchema,
  suspendAnswerSchema,
} from "@nearside/shared/api/console/people.ts";
import { importAnswerSchema, importPreviewAnswerSchema } from "@nearside/shared/api/console/people-import.ts";
import {
  objectionOptionsAnswerSchema,
  recoveryAgreedSchema,
  recoveryAnswerSchema,
  recoveryPreviewAnswerSchema,
  recoveryRowSchema,
  recoveryStartedSchema,
  recoveryTicketSchema,
} from "@nearside/shared/api/console/recovery.ts";
import {
  givenAnswerSchema,
  replayAnswerSchema,
  replayBegunSchema,
  whatIfAnswerSchema,
} from "@nearside/shared/api/console/rule-trials.ts";
import {
  cardAnswerSchema,
  checkAnswerSchema,
  publishAnswerSchema,
  rulesAnswerSchema,
  versionAnswerSchema,
  versionsAnswerSchema,
  vocabularyAnswerSchema,
} from "@nearside/shared/api/console/rules.ts";
import {
  sessionAnswerSchema,
  signInNonceAnswerSchema,
  signInOptionsAnswerSchema,
} from "@nearside/shared/api/console/session.ts";
import {
  freeTicketAnswerSchema,
  makeTicketsAnswerSchema,
  revokeTicketAnswerSchema,
  ticketsAnswerSchema,
} from "@nearside/shared/api/console/tickets.ts";
import { emptyBodySchema } from "@nearside/shared/api/login-requests.ts";
import { credentialIdSchema } from "@nearside/shared/ids.ts";
import * as v from "valibot";

const DONE = emptyBodySchema;

/** Each address of the console answers this when all is well; null where it is a table as CSV (docs/console.md). */
export const CONSOLE_ANSWERS: Readonly<Record<string, v.GenericSchema | null>> = {
  "POST /api/console/sign-in/nonce": signInNonceAnswerSchema,
  "POST /api/console/sign-in/options": signInOptionsAnswerSchema,
  "POST /api/console/sign-in": DONE,
  "POST /api/console/sign-out": DONE,
  "POST /api/console/touch": touchAnswerSchema,
  "GET /api/console/session": sessionAnswerSchema,

  "POST /api/console/break-glass/open": breakGlassOpenedSchema,
  "POST /api/console/break-glass/state": breakGlassStateSchema,
  "POST /api/console/break-glass/let-in": letInAnswerSchema,
  "GET /api/console/break-glass": breakGlassAnswerSchema,
  "POST /api/console/break-glass/codes": codesMadeSchema,
  "GET /api/console/break-glass/unreviewed": unreviewedAnswerSchema,
  "GET /api/console/break-glass/uses": listAnswerSchema(useRowSchema),
  "POST /api/console/break-glass/uses/:id/end": DONE,
  "POST /api/console/break-glass/uses/:id/review": DONE,

  "POST /api/console/objections/:id/options": objectionOptionsAnswerSchema,
  "POST /api/console/objections/:id": DONE,
  "GET /api/console/recoveries": listAnswerSchema(recoveryRowSchema),
  "GET /api/console/recoveries/:id": recoveryAnswerSchema,
  "POST /api/console/recoveries/preview": recoveryPreviewAnswerSchema,
  "POST /api/console/recoveries": recoveryStartedSchema,
  "POST /api/console/recoveries/:id/agree": recoveryAgreedSchema,
  "POST /api/console/recoveries/:id/ticket": recoveryTicketSchema,
  "POST /api/console/recoveries/:id/stop": DONE,

  "GET /api/console/account": ownAccountSchema,
  "GET /api/console/account/machines": ownMachinesSchema,
  "GET /api/console/account/machines/:id": ownMachineDetailSchema,
  "POST /api/console/account/machines/:id/revoke": ownEndedSchema,
  "POST /api/console/account/machines/:id/lost": ownEndedSchema,
  "POST /api/console/account/machines/rename": DONE,
  "POST /api/console/account/browsers/:id/revoke": ownEndedSchema,
  "GET /api/console/account/enrolments": ownEnrolmentsSchema,
  "GET /api/console/account/logins": listAnswerSchema(ownLoginSchema),
  "GET /api/console/account/logins/export": null,
  "GET /api/console/account/logins/:id": ownLoginDetailSchema,
  "GET /api/console/account/foreign-logins": listAnswerSchema(foreignLoginSchema),
  "GET /api/console/account/tokens": listAnswerSchema(ownTokenSchema),
  "POST /api/console/account/tokens/:id/end": endedTokensSchema,
  "POST /api/console/account/tokens/end-all": endedTokensSchema,
  "GET /api/console/account/sessions": ownSessionsSchema,
  "POST /api/console/account/sessions/:id/end": endedSessionsSchema,
  "POST /api/console/account/sessions/end-all": endedSessionsSchema,
  "POST /api/console/account/not-me/preview": notMePreviewSchema,
  "POST /api/console/account/not-me": notMeDoneSchema,
  "GET /api/console/account/passkeys": ownPasskeysAnswerSchema,
  "POST /api/console/account/passkeys/options": addPasskeyOptionsSchema,
  "POST /api/console/account/passkeys": v.strictObject({ id: credentialIdSchema }),
  "POST /api/console/account/passkeys/remove": DONE,
  "POST /api/console/account/passkeys/rename": DONE,

  "GET /api/console/authenticators": authenticatorsAnswerSchema,
  "GET /api/console/authenticators/export": null,
  "GET /api/console/authenticators/state": authenticatorsStateSchema,
  "GET /api/console/authenticators/policies": policiesAnswerSchema,
  "POST /api/console/authenticators/metadata/refresh": refreshAnswerSchema,
  "POST /api/console/authenticators/metadata": DONE,
  "POST /api/console/authenticators/policy/preview": previewAnswerSchema,
  "POST /api/console/authenticators/policy": policyPublishedSchema,

  "GET /api/console/clients": clientsAnswerSchema,
  "GET /api/console/clients/configured": configuredClientsAnswerSchema,
  "GET /api/console/clients/:id": clientAnswerSchema,
  "POST /api/console/clients": clientMadeSchema,
  "POST /api/console/clients/:id/verify": DONE,
  "POST /api/console/clients/:id/keys": DONE,
  "POST /api/console/clients/:id/allowance": DONE,
  "POST /api/console/clients/:id/strike-off": DONE,
  "GET /api/console/client-tickets": usableClientTicketsSchema,
  "POST /api/console/client-tickets": clientTicketAnswerSchema,
  "POST /api/console/client-tickets/:id/revoke": DONE,

  "GET /api/console/enrolments": enrolmentsAnswerSchema,
  "GET /api/console/enrolments/export": null,
  "GET /api/console/enrolments/:id": enrolmentDetailSchema,
  "POST /api/console/enrolments/:id/ask-again": askAgainAnswerSchema,
  "POST /api/console/enrolments/:id/confirm": letInAnswerSchema,
  "POST /api/console/enrolments/:id/decline": DONE,
  "GET /api/console/waiting-enrolments": enrolmentsAnswerSchema,
  "GET /api/console/tickets": ticketsAnswerSchema,
  "GET /api/console/tickets/export": null,
  "POST /api/console/tickets": makeTicketsAnswerSchema,
  "POST /api/console/tickets/free": freeTicketAnswerSchema,
  "POST /api/console/tickets/revoke": revokeTicketAnswerSchema,

  "GET /api/console/groups": groupsAnswerSchema,
  "GET /api/console/groups/export": null,
  "GET /api/console/groups/:id": groupAnswerSchema,
  "GET /api/console/groups/:id/members": peopleAnswerSchema,
  "GET /api/console/groups/:id/members/export": null,
  "POST /api/console/groups": groupMadeSchema,
  "POST /api/console/groups/:id/change": changedAnswerSchema,
  "POST /api/console/groups/:id/delete": changedAnswerSchema,
  "POST /api/console/groups/:id/members": membersAnswerSchema,

  "GET /api/console/log": logAnswerSchema,
  "GET /api/console/log/export": null,
  "GET /api/console/events/:id": logRowSchema,
  "GET /api/console/changes/:id": changeAnswerSchema,
  "GET /api/console/logins/:id": loginDetailSchema,
  "POST /api/console/logins/:id/evidence": evidenceAnswerSchema,

  "GET /api/console/machines": machinesAnswerSchema,
  "GET /api/console/machines/export": null,
  "GET /api/console/machines/:id": machineAnswerSchema,
  "POST /api/console/machines/:id/quarantine": machineDoneSchema,
  "POST /api/console/machines/:id/release": machineDoneSchema,
  "POST /api/console/machines/:id/lost": machineDoneSchema,
  "POST /api/console/machines/:id/revoke": machineDoneSchema,
  "POST /api/console/machines/:id/re-enrol": machineDoneSchema,
  "GET /api/console/mail": mailStateSchema,

  "GET /api/console/people": peopleAnswerSchema,
  "GET /api/console/people/export": null,
  "GET /api/console/people/:id": personAnswerSchema,
  "GET /api/console/people/:id/logins": personLoginsAnswerSchema,
  "POST /api/console/people": personMadeSchema,
  "POST /api/console/people/:id/change": changedAnswerSchema,
  "POST /api/console/people/:id/role": changedAnswerSchema,
  "POST /api/console/people/:id/suspend": suspendAnswerSchema,
  "POST /api/console/people/:id/reactivate": changedAnswerSchema,
  "POST /api/console/people/:id/remove": changedAnswerSchema,
  "POST /api/console/people/:id/offboarding/preview": offboardingPreviewSchema,
  "POST /api/console/people/:id/offboard": offboardAnswerSchema,
  "GET /api/console/people/:id/offboarding": offboardingAnswerSchema,
  "POST /api/console/people/import/preview": importPreviewAnswerSchema,
  "POST /api/console/people/import": importAnswerSchema,

  "GET /api/console/rules": rulesAnswerSchema,
  "GET /api/console/rules/vocabulary": vocabularyAnswerSchema,
  "GET /api/console/rules/versions": versionsAnswerSchema,
  "GET /api/console/rules/versions/:id": versionAnswerSchema,
  "POST /api/console/rules/check": checkAnswerSchema,
  "POST /api/console/rules/card": cardAnswerSchema,
  "POST /api/console/rules/publish": publishAnswerSchema,
  "POST /api/console/rules/roll-back": publishAnswerSchema,
  "POST /api/console/rules/proposals/:id/agree": publishAnswerSchema,
  "POST /api/console/rules/proposals/:id/withdraw": DONE,
  "POST /api/console/rules/what-if/given": givenAnswerSchema,
  "POST /api/console/rules/what-if": whatIfAnswerSchema,
  "POST /api/console/rules/replays": replayBegunSchema,
  "GET /api/console/rules/replays/:id": replayAnswerSchema,
  "POST /api/console/rules/replays/:id/stop": replayAnswerSchema,
};
