import type { NotMe } from "@nearside/shared/api/console/not-me.ts";
import { notMeTexts } from "../../texts/console/account-logins.tsx";
import { LinkButton } from "../ui/link-button.tsx";

/** Links to the page that says in full what "this wasn't me" does. */
export function NotMeLink({ thing, id }: { thing: NotMe["what"]; id: string }) {
  return (
    <LinkButton href={`/account/not-me/${thing}/${id}`} kind="plain">
      {notMeTexts.title}
    </LinkButton>
  );
}
