// jwcrypto, in Python: what the server signs is good for whoever writes no JavaScript, and what is not its own is not.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import * as v from "valibot";
import { onTestFinished as atEnd, expect, it } from "vitest";
import { type EnrolledStage, openEnrolledStage } from "../steps/enrolling.ts";
import { CLIENT, redeemedLogin } from "../steps/logging-in.ts";
import { repository } from "../support/repository.ts";

const PYTHON = "/usr/bin/python3";
const PROGRAM = join(repository, "test/interop/verify.py");

const saidSchema = v.object({
  tokens: v.record(v.string(), v.union([v.string(), v.looseObject({})])),
  places: v.record(v.string(), v.number()),
  thumbprint: v.string(),
});

/** See `verify.py`. */
function judge(asked: object): v.InferOutput<typeof saidSchema> {
  const { status, stdout, stderr } = spawnSync(PYTHON, [PROGRAM], { input: JSON.stringify(asked), encoding: "utf8" });
  if (status !== 0) throw new Error(`verify.py ended with ${status}:\n${stderr}`);
  return v.parse(saidSchema, JSON.parse(stdout));
}

async function logIn(stage: EnrolledStage) {
  const { tokens } = await redeemedLogin(stage, "openid read", { resource: stage.issuer });
  const { access_token, id_token } = v.parse(v.object({ access_token: v.string(), id_token: v.string() }), tokens);
  const { claims } = await accessToken.read(access_token);
  return { access_token, id_token, place: v.parse(placeSchema, claims.status).status_list };
}
const placeSchema = v.object({ status_list: v.object({ uri: v.string(), idx: v.number() }) });

/** Another payload under the signature. */
function tampered(jwt: string): string {
  const [header = "", payload = "", signature = ""] = jwt.split(".");
  const claims: object = JSON.parse(Buffer.from(payload, "base64url").toString());
  const other = Buffer.from(JSON.stringify({ ...claims, sub: "us_mallory" })).toString("base64url");
  return `${header}.${other}.${signature}`;
}

it("verifies access token, ID token and status list, finds the key's thumbprint, and refuses what was changed", async () => {
  const stage = await openEnrolledStage(atEnd);
  const { issuer, user } = stage;
  const { jwk, thumbprint } = stage.parties.session;
  const ended = await logIn(stage);
  await stage.postForm("/oauth/revoke", { token: ended.access_token, client_id: CLIENT });
  const good = await logIn(stage);
  expect(ended.place.uri).toBe(good.place.uri);
  const list = await (await fetch(good.place.uri)).text();

  const access = { jwt: good.access_token, typ: "at+jwt", claims: { aud: issuer, sub: user.id } };
  const id = { jwt: good.id_token, typ: "JWT", claims: { aud: CLIENT, sub: user.id } };
  const statusList = { jwt: list, typ: "statuslist+jwt", claims: { sub: good.place.uri } };
  const forged = ({ jwt, typ }: typeof access | typeof statusList) => ({ jwt: tampered(jwt), typ, claims: {} });
  const said = judge({
    issuer,
    key: jwk,
    tokens: {
      access,
      id,
      statusList,
      forgedAccess: forged(access),
      forgedId: forged(id),
      forgedList: forged(statusList),
      elsewhere: { ...access, claims: { aud: "https://elsewhere.example" } },
      mistaken: { ...id, typ: "at+jwt" },
    },
    places: {
      good: { list: "statusList", idx: good.place.idx },
      ended: { list: "statusList", idx: ended.place.idx },
    },
  });
  expect(said.thumbprint).toBe(thumbprint);
  expect(said.tokens).toMatchObject({
    access: { iss: issuer, sub: user.id, cnf: { jkt: said.thumbprint } },
    id: { iss: issuer, sub: user.id },
    statusList: { sub: good.place.uri },
    forgedAccess: "JWTMissingKey",
    forgedId: "JWTMissingKey",
    forgedList: "JWTMissingKey",
    elsewhere: "JWTInvalidClaimValue",
    mistaken: "WrongType",
  });
  expect(said.places).toEqual({ good: 0, ended: 1 });
});
