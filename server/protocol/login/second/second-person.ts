import type { Party } from "../../../register/machines/party.ts";

/** A person who answers for somebody else's login, signed in on a machine and in a browser of theirs. */
export interface SecondPerson {
  readonly userId: string;
  readonly name: string;
  readonly deviceJkt: string;
  readonly extensionJkt: string;
  readonly party: Party;
}

/** The person and their keys, as events of the log name who answered. */
export const byOf = ({ userId, deviceJkt, extensionJkt }: SecondPerson) => ({
  user_id: userId,
  device_jkt: deviceJkt,
  extension_jkt: extensionJkt,
});
