import { decodeJwt } from "jose";
import * as v from "valibot";
import { beforeAll, expect, it } from "vitest";
import type { Answer } from "../../../test/kit/answer.ts";
import { introspect, newApiKey } from "../../../test/kit/apis.ts";
import { approvedLogin, type MetLogin } from "../../../test/kit/log-in.ts";
import { poll, refresh } from "../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { resourceServerWith } from "../../testing/resource-server.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { ISSUER } from "../../testing/test-server.ts";

// RFC 6749 §3.3 knows no empty scope: if a login is for none, no response has "".

const key = newApiKey();
const server = serverForAll({ resourceServers: [{ ...resourceServerWith("api", key), resources: [ISSUER] }] });
let machine: EnrolledMachine;
let login: MetLogin;
beforeAll(async () => {
  machine = await enrolledMachine(server, "alice");
  login = await approvedLogin(server, machine, { scope: undefined });
});

const tokensOf = (answer: Answer) =>
  answer.as(v.looseObject({ access_token: v.string(), refresh_token: v.string(), scope: v.optional(v.never()) }));

it("says nothing about a scope beside the token, in it, at its refresh, and to an API that asks", async () => {
  const first = tokensOf(await poll(server, login));
  const next = tokensOf(await refresh(server, machine, login, first.refresh_token));
  for (const { access_token } of [first, next]) expect(decodeJwt(access_token)).not.toHaveProperty("scope");
  const answer = await introspect(server, { id: "api", key }, { token: next.access_token });
  expect(JSON.parse(answer.text)).toMatchObject({ active: true });
  expect(JSON.parse(answer.text)).not.toHaveProperty("scope");
});
