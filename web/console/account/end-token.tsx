import { ownTokensApi } from "@nearside/shared/api/console/own-tokens.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { Button } from "../../ui/button.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { ACCOUNT_STALE } from "./account-tabs.tsx";

/** Ends everything that one login gave. @param id of the token family */
export function EndToken({ id, name: program }: { id: string; name: string }) {
  const name = makeVisible(program);
  const end = useChange({
    stale: ACCOUNT_STALE,
    says: () => ({ says: `The login of ${name} is ended.` }),
  });
  return (
    <>
      <Button kind="plain" small onPress={() => end.begin({ to: at(ownTokensApi.end, id), change: {} })}>
        End it
      </Button>
      <ConfirmChange change={end} title={`End this login of ${name}?`} verb="End it" tone="alert">
        <p>
          Its tokens are good for nothing from now on, those too that were exchanged for them. APIs that ask this server
          know at once; the others once the token's minutes are over. To go on, log in again.
        </p>
      </ConfirmChange>
    </>
  );
}
