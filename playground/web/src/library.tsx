// The blocks that slack-blocks-to-jsx draws: rich text, markdown, charts, plans. It knows nothing of clicks, so
// nothing that acts goes through here; its links, mentions and emoji come back to this page by its hooks.
import { memo, useLayoutEffect, useRef } from "react";
import { Message as Drawing, type Block as LibraryBlock } from "slack-blocks-to-jsx";
import { Emoji, Outside, personName } from "./text";
import { useSurface } from "./surface";
import type { Block } from "./types";

function bare(block: Block): LibraryBlock {
  // The library makes DOM ids of block ids, which repeat from message to message.
  const { block_id: _, ...rest } = block;
  return rest as unknown as LibraryBlock;
}

type Point = { label: string; value: number };

/** A chart in one sentence, figures included: the library's own is in English and without them. */
export function chartWords(block: Block): string {
  const chart = block.chart ?? {};
  const list = (points: Point[]) => points.map((point) => `${point.label} ${point.value}`).join(", ");
  if (chart.type === "pie") return list((chart.segments ?? []) as Point[]);
  return ((chart.series ?? []) as { name: string; data: Point[] }[]).map((series) => `${series.name} : ${list(series.data ?? [])}`).join(" ; ");
}

export const Library = memo(function Library({ block }: { block: Block }) {
  const surface = useSurface();
  const { say } = surface;
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const name = (selector: string, words: string) =>
      box.current?.querySelectorAll(selector).forEach((found) => {
        found.setAttribute("aria-label", words);
        if (found instanceof HTMLElement) found.title = words;
      });
    // The library has no hook for these words; its buttons keep their order: figures, then download.
    name(".slack_blocks_to_jsx__data_visualization_action:first-child", say("asTable"));
    name(".slack_blocks_to_jsx__data_visualization_action:last-child", say("download"));
    // react-markdown empties an address it refuses; an empty one would lead back to this page.
    box.current?.querySelectorAll('a[href=""], a:not([href^="http"]):not([href^="mailto:"])').forEach((found) => found.removeAttribute("href"));
    if (block.type === "data_visualization") {
      name("svg[role=img]", say("chartOf", { title: String(block.title ?? ""), points: chartWords(block) }));
      // A chart wider than a phone is scrolled in its frame, by keys as well.
      box.current?.querySelector(".slack_blocks_to_jsx__data_visualization > div:last-child")?.setAttribute("tabindex", "0");
    }
  });
  return (
    <div ref={box} className="library">
    <Drawing
      withoutWrapper
      theme="light"
      name=""
      logo=""
      blocks={[bare(block)]}
      data={{
        users: surface.people.map((person) => ({ id: person.id, name: person.real_name || person.name })),
        channels: surface.channels.map((channel) => ({ id: channel.id, name: channel.name })),
        user_groups: [],
      }}
      hooks={{
        link: ({ href, children, className }) => <Outside url={href} className={className}>{children}</Outside>,
        user: ({ id }) => <span className="mention">@{personName(surface, id, null)}</span>,
        emoji: (data) => <Emoji name={data.name} />,
      }}
    />
    </div>
  );
});
