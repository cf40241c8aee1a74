import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { expect } from "vitest";
import { redeemedLogin } from "../steps/logging-in.ts";
import { now } from "../steps/stage.ts";
import { forge, maced, withoutSignature } from "../vectors/forge.ts";
import { provedRequest } from "./proofs.ts";
import { type Present, present } from "./requirement.ts";
import { userinfoAsked } from "./userinfo.ts";

const INVALID = "400 invalid_dpop_proof";

/** §4 says what a proof is and how it is judged. */
export const proofs: readonly Present[] = [
  present("4.2", "MUST demand typ dpop+jwt", async (stage) => {
    const { send, proof } = await provedRequest(stage);
    for (const typ of [undefined, "JWT", "at+jwt"])
      expect((await send(await proof({ header: { typ } }))).outcome).toBe(INVALID);
    expect((await send(await proof())).status).toBe(200);
  }),
  present("4.2", "MUST demand alg of an asymmetric signature: neither none nor a MAC", async (stage) => {
    const { send, header, claims } = await provedRequest(stage);
    const { session } = stage.parties;
    const outcome = (alg: string) => ({ header: { ...header, alg }, claims: claims() });
    expect((await send(withoutSignature(outcome("none")))).outcome).toBe(INVALID);
    expect((await send(maced(session, outcome("HS256")))).outcome).toBe(INVALID);
    expect((await send(await forge(session, JSON.stringify(header), JSON.stringify(claims())))).status).toBe(200);
  }),
  present("4.2", "MUST demand jwk, which MUST NOT hold a private key", async (stage) => {
    const { send, proof } = await provedRequest(stage);
    const { jwk } = stage.parties.session;
    for (const wrong of [undefined, { ...jwk, d: jwk.x }, { kty: "oct", k: jwk.x }])
      expect((await send(await proof({ header: { jwk: wrong } }))).outcome).toBe(INVALID);
  }),
  present("4.2", "MUST demand jti, htm, htu and iat", async (stage) => {
    const { send, proof } = await provedRequest(stage);
    for (const claim of ["jti", "htm", "htu", "iat"])
      expect((await send(await proof({ claims: { [claim]: undefined } }))).outcome).toBe(INVALID);
  }),
  present("4.2", "MUST demand ath, the hash of the token, where an access token is shown", async (stage) => {
    const { access_token } = (await redeemedLogin(stage, "openid")).tokens;
    const ask = await userinfoAsked(stage, access_token);
    expect((await ask({ ath: undefined })).outcome).toBe("401 invalid_dpop_proof");
    expect((await ask({ ath: await sha256Base64url("another") })).outcome).toBe("401 invalid_dpop_proof");
    expect((await ask()).status).toBe(200);
  }),
  present("4.2", "MUST ignore claims that it does not know", async (stage) => {
    const { send, proof } = await provedRequest(stage);
    expect((await send(await proof({ claims: { colour: "blue" } }))).status).toBe(200);
  }),
  present("4.3", "1: MUST take no more than one DPoP header", async (stage) => {
    const { send, proof } = await provedRequest(stage);
    expect((await send(`${await proof()}, ${await proof()}`)).outcome).toBe(INVALID);
  }),
  present("4.3", "2: MUST take only one well-formed JWT", async (stage) => {
    const { send, proof } = await provedRequest(stage);
    const good = await proof();
    for (const text of ["x", "a.b.c", `${good}.`, good.slice(0, good.lastIndexOf("."))])
      expect((await send(text)).outcome).toBe(INVALID);
  }),
  present("4.3", "6: MUST verify the signature with the key in jwk", async (stage) => {
    const { send, header, claims } = await provedRequest(stage);
    const byAnother = await forge(stage.parties.stranger, JSON.stringify(header), JSON.stringify(claims()));
    expect((await send(byAnother)).outcome).toBe(INVALID);
  }),
  present("4.3", "8, 9: MUST find its own method and address, without query and fragment", async (stage) => {
    const { send, proof } = await provedRequest(stage);
    const { host } = new URL(stage.issuer);
    const wrong = [
      { htm: "GET" },
      { htm: "post" },
      { htu: `${stage.issuer}/oauth/revoke` },
      { htu: `${stage.issuer}/oauth/token/` },
      { htu: `https://${host}/oauth/token` },
      { htu: "https://login.example/oauth/token" },
    ];
    for (const claims of wrong) expect((await send(await proof({ claims }))).outcome).toBe(INVALID);
    expect((await send(await proof({ claims: { htu: `${stage.issuer}/oauth/token?a=b#c` } }))).status).toBe(200);
  }),
  present("4.3", "SHOULD compare htu by its syntax and scheme, not letter by letter", async (stage) => {
    const { send, proof } = await provedRequest(stage);
    const { port } = new URL(stage.issuer);
    const htu = `HTTP://LOCALHOST:${port}/oauth/x/../token`;
    expect((await send(await proof({ claims: { htu } }))).status).toBe(200);
  }),
  present("4.3", "10: MUST demand the nonce that it gave, and no other", async (stage) => {
    const { send, proof } = await provedRequest(stage);
    for (const nonce of [undefined, "A".repeat(43)]) {
      const answer = await send(await proof({ claims: { nonce } }));
      expect(answer.outcome).toBe("400 use_dpop_nonce");
      expect(answer.headers.get("dpop-nonce")).toMatch(/^[\w-]{22,}$/);
    }
  }),
  present("4.3", "11: MUST demand a proof of now, whether iat is too old or too far ahead", async (stage) => {
    const { send, proof } = await provedRequest(stage);
    // with server_time beside it (protocol §2), so it has a code of its own where §5 would have invalid_dpop_proof
    for (const off of [-125, 75]) {
      const answer = await send(await proof({ claims: { iat: now() + off } }));
      expect(answer.outcome).toBe("400 clock_skew");
    }
    for (const off of [-100, 55]) expect((await send(await proof({ claims: { iat: now() + off } }))).status).toBe(200);
  }),
  present("4.3", "12: MUST demand, of a bound access token, its hash and its key", async (stage) => {
    const { access_token } = (await redeemedLogin(stage, "openid")).tokens;
    const ask = await userinfoAsked(stage, access_token);
    expect((await ask({}, stage.parties.stranger)).outcome).toBe("401 invalid_token/key_mismatch");
    expect((await ask()).status).toBe(200);
  }),
];
