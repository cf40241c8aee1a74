import type { MailSettings } from "../platform/config/mail-settings.ts";

/** These settings are for a mail server on this machine that asks for nothing. */
export const MAIL: MailSettings = {
  host: "127.0.0.1",
  port: 25,
  tls: "none",
  roots: undefined,
  from: "nearside@example.com",
  signIn: undefined,
  tellAdministrators: true,
};
