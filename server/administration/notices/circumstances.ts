import { readFacts } from "@nearside/shared/statements/facts.ts";
import type { EventAbout } from "../../platform/audit/event-listeners.ts";
import { enrolmentStarted } from "../../platform/audit/events/enrolments.ts";
import { UNKNOWN_ADDRESS } from "../../platform/http/client-address.ts";
import type { Trx } from "../../platform/store/database.ts";
import { givenAccess } from "../../protocol/rules/given-parts.ts";
import { findEnrolment } from "../../register/enrolments/enrolment-store.ts";
import { findLogin } from "../../register/logins/login-store.ts";
import { findStarted } from "../audit/find-started.ts";
import type { Circumstances } from "./recipients.ts";

// The circumstances that a letter adds to what happened: the machine, the browser, the network address, and who did it.

/** Describes an enrolment whose machine or browser is known by now, and tells whose it is. */
export async function ofEnrolment(
  trx: Trx,
  id: string,
): Promise<{ readonly userId: string; readonly kind: "machine" | "browser"; readonly circumstances: Circumstances }> {
  const enrolment = await findEnrolment(trx, id);
  if (enrolment === undefined || !("meeting" in enrolment)) throw new Error("an enrolment lacks its meeting");
  const { hostname, os } = enrolment.machine;
  const started = await trx
    .selectFrom("events")
    .select("address")
    .where("subject", "=", id)
    .where("kind", "=", enrolmentStarted.kind)
    .executeTakeFirst();
  return {
    userId: enrolment.userId,
    kind: enrolment.kind,
    circumstances: {
      machine: { hostname, os },
      browser: enrolment.meeting.browser,
      ...from(started?.address),
    },
  };
}

/** Describes the machine of that bound set by its own name, and tells whose it is. */
export async function ofBoundSet(
  trx: Trx,
  boundSetId: string,
): Promise<{ readonly userId: string; readonly circumstances: Circumstances }> {
  const row = await trx
    .selectFrom("bound_sets")
    .innerJoin("devices", "devices.bound_set_id", "bound_sets.id")
    .select(["bound_sets.user_id", "devices.hostname", "devices.os"])
    .where("bound_sets.id", "=", boundSetId)
    .executeTakeFirstOrThrow();
  return { userId: row.user_id, circumstances: { machine: { hostname: row.hostname, os: row.os } } };
}

/** Describes the browser with that extension key, and its machine. */
export async function ofExtension(
  trx: Trx,
  jkt: string,
): Promise<{ readonly userId: string; readonly circumstances: Circumstances }> {
  const row = await trx
    .selectFrom("extensions")
    .select(["bound_set_id", "browser"])
    .where("jkt", "=", jkt)
    .executeTakeFirstOrThrow();
  const { userId, circumstances } = await ofBoundSet(trx, row.bound_set_id);
  return { userId, circumstances: { ...circumstances, browser: row.browser } };
}

/** Tells who started that login, as the security log does. */
export async function ofStarted(trx: Trx, loginId: string): Promise<Circumstances> {
  const started = (await findStarted(trx, [{ subject: loginId, topic: "alarm" }])).get(loginId);
  if (started === undefined) throw new Error("a login that was reported is missing");
  const { person, machine, address } = started;
  return { started: { name: person.name, hostname: machine.hostname, address: from(address).address ?? null } };
}

/** Tells what a login asks for, on which machine, and whose it is. */
export async function ofWanted(
  trx: Trx,
  loginId: string,
): Promise<{
  readonly userId: string;
  readonly circumstances: Circumstances;
  /** Epoch milliseconds, if it waits for other people. */
  readonly waitsUntil: number | undefined;
}> {
  const login = await findLogin(trx, loginId);
  if (login === undefined) throw new Error("a login that people are told of is missing");
  const facts = readFacts(login.facts);
  const { client, context } = facts;
  const asked = { scopes: facts.scope === "" ? [] : facts.scope.split(" "), audience: facts.resource };
  // a lease asks for what its agent may do, and for nothing beside it
  const { scopes, resources, agent } = givenAccess("approve", facts, asked, {});
  const wanted = {
    client: client.name,
    scope: scopes.join(" "),
    resource: resources.join(" "),
    command: context.command,
    ...(agent === undefined ? {} : { agent: agent.name }),
  };
  return {
    userId: login.userId,
    circumstances: { machine: { hostname: context.hostname, os: context.os }, wanted },
    waitsUntil: login.state === "waiting" ? login.approval.second.until * 1000 : undefined,
  };
}

/** Tells who did it, if it was a person in the console. */
export async function ofActor(trx: Trx, { by, address }: EventAbout): Promise<Circumstances> {
  if (by?.kind !== "person") return from(address);
  const actor = await trx.selectFrom("users").select("name").where("id", "=", by.userId).executeTakeFirstOrThrow();
  return { ...from(address), by: actor.name };
}

const from = (address: string | null | undefined): Circumstances =>
  address === undefined || address === null || address === UNKNOWN_ADDRESS ? {} : { address };
