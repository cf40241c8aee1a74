import { ownPasskeysAnswerSchema } from "@nearside/shared/api/console/own-passkeys.ts";
import { ADD_PASSKEY_PATH } from "@nearside/shared/statements/passkey-addition.ts";
import { makePasskey } from "../../bridge/make-passkey.ts";
import { useRead } from "../data/use-read.ts";
import { Page } from "../layout/page.tsx";
import { Reading } from "../ui/reading.tsx";
import { AddPasskey } from "./add-passkey.tsx";
import { OwnPasskeys } from "./own-passkeys.tsx";

/** GET /api/console/account/passkeys: one's own, and a further one (protocol §3.10). */
export function PasskeysPage() {
  const reading = useRead(ADD_PASSKEY_PATH, ownPasskeysAnswerSchema);
  return (
    <Page
      title="My passkeys"
      crumbs={[{ title: "My account", href: "/account" }]}
      lead="Each approves logins that start on its own machine, and no others. A second one, such as a security key, is your way on when the first is lost."
    >
      <Reading reading={reading} what="your passkeys">
        {({ passkeys }) => <OwnPasskeys passkeys={passkeys} />}
      </Reading>
      <AddPasskey makePasskey={makePasskey} />
    </Page>
  );
}
