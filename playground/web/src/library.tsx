// The blocks that slack-blocks-to-jsx draws: rich text, markdown, charts, plans. It knows nothing of clicks, so
// nothing that acts goes through here; its links, mentions and emoji come back to this page by its hooks.
import { memo } from "react";
import { Message as Drawing, type Block as LibraryBlock } from "slack-blocks-to-jsx";
import { Emoji, Outside, personName } from "./text";
import { useSurface } from "./surface";
import type { Block } from "./types";

function bare(block: Block): LibraryBlock {
  // The library makes DOM ids of block ids, which repeat from message to message.
  const { block_id: _, ...rest } = block;
  return rest as unknown as LibraryBlock;
}

export const Library = memo(function Library({ block }: { block: Block }) {
  const surface = useSurface();
  return (
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
  );
});
