// B9, a program registers itself under a name that people know, or has browsers sent to another place from here. Only a ticket
// registers anything, and the ticket says what it is for; a name that looks like a known one is refused; nothing registered is
// ever shown as verified; and /oauth/authorize sends a browser to this computer's loopback alone, with an error.
import { readFacts } from "@nearside/shared/statements/facts.ts";
import * as v from "valibot";
import { beforeAll, expect, it } from "vitest";
import type { Answer } from "../kit/answer.ts";
import { type EnrolledStage, openEnrolledStage } from "../steps/enrolling.ts";
import { deviceStatementOf } from "../steps/logging-in.ts";
import { afterTests } from "../support/after-tests.ts";
import { expectRefused } from "./support-refusals.ts";

const atEnd = afterTests();

let victim: EnrolledStage;
let ticket: string;
beforeAll(async () => {
  victim = await openEnrolledStage(atEnd);
  ticket = await victim.server.clientTicket("--scope", "read", "--uses", "1");
});

const GOOD = { client_name: "Acme deploy", redirect_uris: ["http://127.0.0.1/callback"], scope: "read" };
const register = (metadata: Readonly<Record<string, unknown>>, bearer = ticket): Promise<Answer> =>
  victim.send("/oauth/register", {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${bearer}` },
    body: JSON.stringify(metadata),
  });

it.each([
  "Nearside command line",
  "nearside  command line",
  "NEARSIDE COMMAND-LINE",
  "Nears1de command 1ine",
  "Nеarside command line", // with a Cyrillic letter
  "Nearside command line (verified)",
  "Nearside command line v2",
  "Nearside command line Official",
  "The new Nearside command line",
  "NearsideCommandLine2",
  "Nearside\u200b command line",
  "Nearside command line\u202e",
])("refuses one by the name %s, also with a ticket", async (client_name) => {
  await expectRefused(victim, () => register({ ...GOOD, client_name }), {
    outcome: "400 invalid_client_metadata",
    event: null,
  });
});

it("refuses a registration without a ticket, or with a guessed one", async () => {
  for (const bearer of ["x", `nct_${"A".repeat(43)}`])
    await expectRefused(victim, () => register(GOOD, bearer), { outcome: "401 invalid_token", event: null });
});

it.each(["https://evil.example/", "http://localhost/callback", "http://127.0.0.1@evil.example/"])(
  "to have browsers sent to %s: refused",
  async (uri) => {
    await expectRefused(victim, () => register({ ...GOOD, redirect_uris: [uri] }), {
      outcome: "400 invalid_redirect_uri",
      event: null,
    });
  },
);

it("registers another name as not verified, whatever it says of itself, with redirects to its own addresses only", async () => {
  const answer = await register({ ...GOOD, verified: true, logo_uri: "https://evil.example/nearside.png" });
  const { client_id } = answer.as(v.looseObject({ client_id: v.string() }));
  const form = { client_id, scope: "read", device_statement: await deviceStatementOf(victim) };
  const login = await victim.postForm("/oauth/device_authorization", form);
  const { facts } = login.as(v.looseObject({ facts: v.string() }));
  expect(readFacts(facts).client).toEqual({ id: client_id, name: "Acme deploy", verified: false });
  const authorize = (redirect_uri: string): Promise<Response> =>
    fetch(`${victim.issuer}/oauth/authorize?${new URLSearchParams({ client_id, redirect_uri })}`, {
      redirect: "manual",
    });
  for (const uri of [
    "https://evil.example/",
    "http://127.0.0.1/callback/../x",
    "//evil.example",
    "javascript:alert(1)",
  ]) {
    const stays = await authorize(uri);
    expect([stays.status, stays.headers.get("location")]).toEqual([400, null]);
  }
  const home = new URL((await authorize("http://127.0.0.1:5000/callback")).headers.get("location") ?? "");
  expect([home.host, home.searchParams.get("error")]).toEqual(["127.0.0.1:5000", "unauthorized_client"]);
});

it("refuses the same ticket again, and tells the security log", async () => {
  await expectRefused(victim, () => register({ ...GOOD, client_name: "Another" }), {
    outcome: "401 invalid_token",
    event: { kind: "client_ticket_refused", data: { reason: "used_up" } },
  });
});
