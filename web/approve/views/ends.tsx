import { approveTexts } from "../../texts/approve.tsx";
import { Named } from "../../ui/quoted.tsx";
import { ReceiptLine } from "../../ui/receipt-line.tsx";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";

const texts = approveTexts.approved;

export function ApprovedView({ client, requestId }: { client: string; requestId: string }) {
  return (
    <Sheet
      tab={texts.tab}
      title={texts.title}
      picture={<Scene ground="shared" link="joined" tone="near" badge="check" />}
      lead={<p>{texts.lead({ client: <Named text={client} /> })} </p>}
    >
      <ReceiptLine name={texts.receipt} id={requestId} />
    </Sheet>
  );
}
