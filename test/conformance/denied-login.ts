import { denial } from "@nearside/shared/statements/denial.ts";
import type { OpenLogin } from "../kit/login-steps.ts";
import { askForLogin, meetForLogin } from "../steps/logging-in.ts";
import type { Stage } from "../steps/stage.ts";

/** A login that was met and that its person denied (protocol §4.5). */
export async function deniedLogin(stage: Stage): Promise<OpenLogin> {
  const login = await askForLogin(stage);
  const { attestation } = await meetForLogin(stage, login);
  const body = { denial: await denial.sign(stage.parties.extension, { attestation }), alert: false };
  const { status, said } = await stage.postJson(`/api/requests/${login.id}/deny`, body);
  if (status !== 200) throw new Error(`the denial was answered by ${said}`);
  return login;
}
