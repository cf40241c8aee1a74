import { readEvidence, writeEvidence } from "@nearside/shared/evidence/evidence.ts";
import { verifyEvidence } from "@nearside/shared/evidence/verify-evidence.ts";
import { describe, expect, it } from "vitest";
import { newSigner } from "../../../test/kit/keys.ts";
import { redeemedLogin } from "../../../test/kit/log-in.ts";
import { approvedProgram, codeFor, redeemCode } from "../../../test/kit/redirect-steps.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { evidenceOf, firstFailure, verdictOn, withLogin } from "../../testing/evidence.ts";
import { registeredProgram } from "../../testing/register.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";

// Evidence of logins of programs that only know a redirect (protocol §6, §7).

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });

  it("says which program waited and with what class, and takes no such token for one with a key, nor the other way", async () => {
    const machine = await enrolledMachine(server, "alice");
    const login = await approvedProgram(server, machine, await registeredProgram(server));
    expect((await redeemCode(server, login, await codeFor(server, login))).status).toBe(200);
    const honest = await evidenceOf(server, login.id);
    expect(readEvidence(writeEvidence(honest))).toEqual(honest);
    const report = await verifyEvidence(honest, undefined);
    expect(firstFailure(report)).toBe("holds");
    expect(report.facts).toMatchObject({
      acr: "urn:nearside:acr:loopback-redirect",
      program: { authorization: login.asked.claims.jti, executable: "/usr/bin/tool" },
    });
    const key = await newSigner();
    const twist = { dpop_jkt: key.thumbprint };
    const keyed = await approvedProgram(server, machine, login.clientId, twist);
    expect((await redeemCode(server, keyed, await codeFor(server, keyed), {}, key)).status).toBe(200);
    const bound = await evidenceOf(server, keyed.id);
    const facts = (await verifyEvidence(bound, undefined)).facts;
    expect([await verdictOn(bound), facts]).toMatchObject(["holds", { program: twist }]);
    const other = await evidenceOf(server, (await redeemedLogin(server, machine)).id);
    const swapped = (one: typeof honest, by: typeof honest) =>
      verdictOn(withLogin(one, { access_token: by.login.access_token }));
    expect(await swapped(honest, other)).not.toBe("holds");
    expect(await swapped(other, honest)).not.toBe("holds");
    expect(await swapped(bound, honest)).not.toBe("holds");
  });
});
