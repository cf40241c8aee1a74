import type { MachineChoice } from "../keys/enrolled-machine.ts";
import { readIssuer } from "../server/issuer.ts";

export interface ChoiceOptions {
  readonly issuer?: string;
  readonly user?: string;
}

/** @throws Problem `usage` */
export const chosen = ({ issuer, user }: ChoiceOptions): MachineChoice => ({
  issuer: issuer === undefined ? undefined : readIssuer(issuer),
  user,
});
