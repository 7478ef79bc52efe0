"""The names of the emoji this workspace knows: the common ones, under Slack's short names."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_PAIRS = """
zero=0️⃣ one=1️⃣ two=2️⃣ three=3️⃣ four=4️⃣ five=5️⃣ six=6️⃣ seven=7️⃣ eight=8️⃣ nine=9️⃣
keycap_ten=🔟 1234=🔢 hash=#️⃣ keycap_star=*️⃣ +1=👍 thumbsup=👍 -1=👎 thumbsdown=👎 heart=❤️
blue_heart=💙 green_heart=💚 yellow_heart=💛 purple_heart=💜 orange_heart=🧡 broken_heart=💔
tada=🎉 rocket=🚀 eyes=👀 fire=🔥 star=⭐ star2=🌟 sparkles=✨ clap=👏 raised_hands=🙌 pray=🙏
muscle=💪 wave=👋 ok_hand=👌 point_up=☝️ point_right=👉 point_left=👈 point_down=👇 handshake=🤝
100=💯 bulb=💡 trophy=🏆 medal=🏅 sports_medal=🏅 first_place_medal=🥇 second_place_medal=🥈
third_place_medal=🥉 crown=👑 dart=🎯 mega=📣 loudspeaker=📢 bell=🔔 no_bell=🔕 newspaper=📰 memo=📝
pencil=📝 pencil2=✏️ book=📖 books=📚 bookmark=🔖 link=🔗 paperclip=📎 pushpin=📌 calendar=📆 date=📅
clock1=🕐 alarm_clock=⏰ hourglass=⌛ stopwatch=⏱️ chart_with_upwards_trend=📈
chart_with_downwards_trend=📉 bar_chart=📊 moneybag=💰 euro=💶 dollar=💵 bank=🏦 office=🏢
factory=🏭 house=🏠 earth_africa=🌍 earth_americas=🌎 globe_with_meridians=🌐 seedling=🌱
evergreen_tree=🌲 leaves=🍃 recycle=♻️ zap=⚡ battery=🔋 electric_plug=🔌 sunny=☀️ cloud=☁️
umbrella=☔ snowflake=❄️ rainbow=🌈 white_check_mark=✅ heavy_check_mark=✔️
ballot_box_with_check=☑️ x=❌ negative_squared_cross_mark=❎ no_entry=⛔ no_entry_sign=🚫
warning=⚠️ rotating_light=🚨 question=❓ grey_question=❔ exclamation=❗ information_source=ℹ️
red_circle=🔴 large_green_circle=🟢 large_blue_circle=🔵 large_yellow_circle=🟡 white_circle=⚪
black_circle=⚫ arrow_up=⬆️ arrow_down=⬇️ arrow_right=➡️ arrow_left=⬅️ arrow_forward=▶️
double_vertical_bar=⏸️ heavy_plus_sign=➕ heavy_minus_sign=➖ smile=😄 smiley=😃 grinning=😀
grin=😁 joy=😂 laughing=😆 blush=😊 wink=😉 heart_eyes=😍 sunglasses=😎 thinking_face=🤔
neutral_face=😐 slightly_smiling_face=🙂 upside_down_face=🙃 cry=😢 sob=😭 angry=😠 rage=😡
scream=😱 sleeping=😴 hugging_face=🤗 partying_face=🥳 exploding_head=🤯 robot_face=🤖
see_no_evil=🙈 coffee=☕ croissant=🥐 cake=🍰 champagne=🍾 beers=🍻 apple=🍎 soccer=⚽
musical_note=🎵 camera=📷 movie_camera=🎥 tv=📺 iphone=📱 computer=💻 email=📧 envelope=✉️
inbox_tray=📥 outbox_tray=📤 lock=🔒 unlock=🔓 key=🔑 mag=🔍 gear=⚙️ hammer_and_wrench=🛠️ wrench=🔧
package=📦 gift=🎁 label=🏷️ speech_balloon=💬 thought_balloon=💭 busts_in_silhouette=👥
bust_in_silhouette=👤 fr=🇫🇷 flag-fr=🇫🇷 gb=🇬🇧 flag-gb=🇬🇧 us=🇺🇸 flag-us=🇺🇸 flag-eu=🇪🇺
checkered_flag=🏁 triangular_flag_on_post=🚩 new=🆕 free=🆓 top=🔝 soon=🔜 up=🆙 cool=🆒 ok=🆗
repeat=🔁 arrows_counterclockwise=🔄 leftwards_arrow_with_hook=↩️ wastebasket=🗑️ ship=🚢
airplane=✈️ train=🚋 car=🚗 bike=🚲
"""
CHARACTERS: Mapping[str, str] = MappingProxyType(dict(pair.split("=") for pair in _PAIRS.split()))
NAMES = frozenset(CHARACTERS)
