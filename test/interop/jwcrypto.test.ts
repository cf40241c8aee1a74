// jwcrypto, in Python: people who write no JavaScript can verify the server's signatures, and nothing else passes for one.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import * as v from "valibot";
import { onTestFinished as atEnd, expect, it } from "vitest";
import { type Api, authenticationOf, newApi, writtenDown } from "../kit/apis.ts";
import { CLIENT } from "../kit/login-steps.ts";
import { type EnrolledStage, openEnrolledStage } from "../steps/enrolling.ts";
import { redeemedLogin } from "../steps/logging-in.ts";
import { knowing } from "../steps/people.ts";
import { repository } from "../support/repository.ts";
import { storedEventsAbout } from "../support/server-rows.ts";
import { until } from "../support/until.ts";

const PYTHON = "/usr/bin/python3";
const PROGRAM = join(repository, "test/interop/verify.py");
const ORDERS = "https://orders.example";

const verdictSchema = v.object({
  tokens: v.record(v.string(), v.union([v.string(), v.looseObject({})])),
  places: v.record(v.string(), v.number()),
  thumbprint: v.string(),
});

/** See `verify.py`. */
function judge(question: object): v.InferOutput<typeof verdictSchema> {
  // of nobody's environment: urllib would ask a proxy that is named there
  const how = { input: JSON.stringify(question), encoding: "utf8", env: {} } as const;
  const { status, stdout, stderr } = spawnSync(PYTHON, [PROGRAM], how);
  if (status !== 0) throw new Error(`verify.py ended with ${status}:\n${stderr}`);
  return v.parse(verdictSchema, JSON.parse(stdout));
}

async function logIn(stage: EnrolledStage, resource = stage.issuer) {
  const { tokens } = await redeemedLogin(stage, "openid read", { resource });
  const { access_token, id_token } = v.parse(v.object({ access_token: v.string(), id_token: v.string() }), tokens);
  const { claims, header } = await accessToken.read(access_token);
  return { access_token, id_token, kid: header.kid, place: v.parse(placeSchema, claims.status).status_list };
}
const placeSchema = v.object({ status_list: v.object({ uri: v.string(), idx: v.number() }) });

/** The server's answer to that API about the token (RFC 9701), compact JWS. */
async function introspected(stage: EnrolledStage, token: string, api: Api): Promise<string> {
  const answer = await fetch(`${stage.issuer}/oauth/introspect`, {
    method: "POST",
    headers: { accept: "application/token-introspection+jwt" },
    body: new URLSearchParams({ token, ...(await authenticationOf(stage, api)) }),
  });
  expect(answer.status).toBe(200);
  return answer.text();
}

/** Another payload under the signature. */
function tampered(jwt: string): string {
  const [header = "", payload = "", signature = ""] = jwt.split(".");
  const claims: object = JSON.parse(Buffer.from(payload, "base64url").toString());
  const other = Buffer.from(JSON.stringify({ ...claims, sub: "us_mallory" })).toString("base64url");
  return `${header}.${other}.${signature}`;
}

it("verifies access token, ID token, status list and what an API is told, and refuses what was changed", async () => {
  const orders = await newApi("orders-api");
  const client = { id: CLIENT, name: "Somebody's tool", scopes: ["openid", "read"], resources: [ORDERS] };
  const settings = await knowing(atEnd, [client], { resourceServers: [writtenDown(orders, [ORDERS])] });
  const stage = await openEnrolledStage(atEnd, settings);
  const { issuer, user } = stage;
  const { jwk, thumbprint } = stage.parties.session;
  const ended = await logIn(stage, ORDERS);
  await stage.postForm("/oauth/revoke", { token: ended.access_token, client_id: CLIENT });
  const good = await logIn(stage, ORDERS);
  expect(ended.place.uri).toBe(good.place.uri);
  const list = await (await fetch(good.place.uri)).text();

  const access = { jwt: good.access_token, typ: "at+jwt", claims: { aud: ORDERS, sub: user.id } };
  const id = { jwt: good.id_token, typ: "JWT", claims: { aud: CLIENT, sub: user.id } };
  const statusList = { jwt: list, typ: "statuslist+jwt", claims: { sub: good.place.uri } };
  const introspectionJwt = await introspected(stage, good.access_token, orders);
  const introspection = {
    jwt: introspectionJwt,
    typ: "token-introspection+jwt",
    claims: { aud: orders.id, iat: null },
  };
  const forged = ({ jwt, typ }: { jwt: string; typ: string }) => ({ jwt: tampered(jwt), typ, claims: {} });
  const found = judge({
    issuer,
    key: jwk,
    tokens: {
      access,
      id,
      statusList,
      introspection,
      forgedAccess: forged(access),
      forgedId: forged(id),
      forgedList: forged(statusList),
      forgedIntrospection: forged(introspection),
      elsewhere: { ...access, claims: { aud: "https://elsewhere.example" } },
      mistaken: { ...id, typ: "at+jwt" },
    },
    places: {
      good: { list: "statusList", idx: good.place.idx },
      ended: { list: "statusList", idx: ended.place.idx },
    },
  });
  expect(found.thumbprint).toBe(thumbprint);
  expect(found.tokens).toMatchObject({
    access: { iss: issuer, sub: user.id, cnf: { jkt: found.thumbprint } },
    id: { iss: issuer, sub: user.id },
    statusList: { sub: good.place.uri },
    introspection: { token_introspection: { active: true, sub: user.id, cnf: { jkt: found.thumbprint } } },
    forgedAccess: "JWTMissingKey",
    forgedId: "JWTMissingKey",
    forgedList: "JWTMissingKey",
    forgedIntrospection: "JWTMissingKey",
    elsewhere: "JWTInvalidClaimValue",
    mistaken: "WrongType",
  });
  expect(found.places).toEqual({ good: 0, ended: 1 });
});

it("continues across a new key, and takes nothing of one that was given up", async () => {
  const stage = await openEnrolledStage(atEnd);
  const { issuer } = stage;
  const key = stage.parties.session.jwk;
  const access = ({ access_token }: { access_token: string }) => ({
    jwt: access_token,
    typ: "at+jwt",
    claims: { aud: issuer },
  });
  const before = await logIn(stage);
  const next = (await stage.server.shell("keys", "rotate", "--after", "1s")).split("\n")[0] ?? "";
  const active = async () =>
    storedEventsAbout(stage.dataFolder, next).find(({ kind }) => kind === "signing_key_activated");
  await until(active, 30_000, () => "the next key was never taken in use");
  const after = await logIn(stage);
  expect(before.kid).not.toBe(next);
  expect(after.kid).toBe(next);
  const both = judge({ issuer, key, tokens: { before: access(before), after: access(after) }, places: {} });
  expect(both.tokens).toMatchObject({ before: { iss: issuer }, after: { iss: issuer } });

  await stage.server.shell("keys", "rotate", "--now");
  const last = await logIn(stage);
  const tokens = { before: access(before), after: access(after), last: access(last) };
  expect(judge({ issuer, key, tokens, places: {} }).tokens).toMatchObject({
    before: "JWTMissingKey",
    after: "JWTMissingKey",
    last: { iss: issuer },
  });
});
