import type { TouchQuestion } from "../../data/login.ts";
import { approveTexts } from "../../texts/approve.tsx";
import { Named } from "../../ui/quoted.tsx";
import { TouchSheet } from "../../ui/touch-sheet.tsx";

interface TouchViewProps {
  readonly question: TouchQuestion;
  readonly onCancel: (() => void) | undefined;
}

/** Asks for the touch that approves the login. */
export function TouchView({ question, onCancel }: TouchViewProps) {
  const { facts, claims, touch } = question;
  const names = { client: <Named text={facts.client.name} />, person: <Named text={claims.user.name} /> };
  const { lead, leadOfTwo } = approveTexts.touch;
  return <TouchSheet onCancel={onCancel} lead={<p>{touch.key === null ? lead(names) : leadOfTwo(names)}</p>} />;
}
