import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { signDpop, verifyDpop } from "@nearside/shared/statements/dpop.ts";
import { refreshStatement } from "@nearside/shared/statements/refresh.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { type RedeemedLogin, redeemedLogin } from "../../../test/kit/log-in.ts";
import { refresh } from "../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import { demandCommandLine } from "../../register/clients/find-client.ts";
import type { Services } from "../../surfaces/wiring/services.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { serverForEach } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { ISSUER } from "../../testing/test-server.ts";
import { demandRefreshToken, refreshTokens } from "./refresh-tokens.ts";

const ALL = { audience: undefined, scopes: undefined, details: undefined };

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForEach({ database });
  let machine: EnrolledMachine;
  let login: RedeemedLogin;
  let first: string;
  beforeEach(async () => {
    machine = await enrolledMachine(server, "alice");
    login = await redeemedLogin(server, machine);
    first = login.tokens.refresh_token;
  });

  const renew = (token: string) => refresh(server, machine, login, token);
  const familyStates = async () =>
    (await server.services.db.selectFrom("token_families").select("state").execute()).map(({ state }) => state);

  it("ends no credential when an answer was lost and two retries cross (protocol §4.6)", async () => {
    await renew(first); // its answer is lost
    const retries = await Promise.all([renew(first), renew(first)]);
    // both retries are answered where one was through before the other began; then the later answer counts
    for (const { outcome } of retries) expect(outcome).toMatch(/^(200|400 invalid_grant)$/);
    expect(await familyStates()).toEqual(["active"]);
    const { db } = server.services;
    const good = await db.selectFrom("refresh_tokens").select("hash").where("state", "=", "active").execute();
    expect(good).toHaveLength(1);
    const answers = retries.filter(({ status }) => status === 200).map((answer) => answer.as(tokenAnswerSchema));
    const hashes = await Promise.all(answers.map(({ refresh_token }) => sha256Base64url(refresh_token)));
    const won = answers[hashes.indexOf(good[0]?.hash ?? "")];
    expect((await renew(won?.refresh_token ?? "")).outcome).toBe("200");
  });

  it("still ends the family when a token comes back whose successor was used", async () => {
    const second = (await renew(first)).as(tokenAnswerSchema);
    await renew(second.refresh_token);
    expect((await renew(first)).outcome).toBe("400 invalid_grant/refresh_reused");
    expect(await familyStates()).toEqual(["revoked"]);
  });

  it("issues nothing when the machine is revoked while the token is being signed (threat R16)", async () => {
    const { db, keys } = server.services;
    const revoking: typeof keys.signer = {
      ...keys.signer,
      sign: async (header, payload) => {
        await db.updateTable("devices").set({ state: "revoked" }).execute();
        return keys.signer.sign(header, payload);
      },
    };
    await expect(renewOn({ ...server.services, keys: { ...keys, signer: revoking } })).rejects.toThrow(
      "device_revoked",
    );
    expect(await db.selectFrom("refresh_tokens").select("state").execute()).toEqual([{ state: "active" }]);
  });

  /** Refreshes once at a server that has these services. */
  async function renewOn(services: Services): Promise<unknown> {
    const { device } = machine;
    const iat = server.now();
    const deviceStatement = await refreshStatement.sign(device, {
      iss: device.thumbprint,
      aud: ISSUER,
      jti: server.id(),
      iat,
      exp: iat + 60,
      cnf: { jkt: login.session.thumbprint },
    });
    const url = `${ISSUER}/oauth/token`;
    const statement = await sha256Base64url(deviceStatement);
    const signed = await signDpop(login.session, { method: "POST", url, jti: server.id(), iat, statement });
    const proof = await verifyDpop(signed, "POST", url);
    const client = await demandCommandLine(services, "nearside-cli");
    const found = await demandRefreshToken(services, first, proof.jkt, client);
    return refreshTokens(services, {
      deviceStatement,
      proof: { ...proof, found },
      client,
      limits: ALL,
      address: "192.0.2.1",
    });
  }
});
