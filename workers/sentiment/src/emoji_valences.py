"""What emoji say on their own, on the lexicon's scale of -4 to +4; by hand, from Unicode's names.

Unicode CLDR's group "Smileys & Emotion", hearts and gestures. Signs of things (a house, a car) say
nothing, and so do 🔥 and 😂, which people write in praise and in blame.
"""

_GROUPS = {
    3.0: "😍 🥰 😻 🤩 ❤ 💖 💗 💓 💕 💞 💘 💝 🧡 💛 💚 💙 💜 🤎 🖤 🤍 💯 🎉 🎊 🏆 🥇",
    2.0: "😀 😃 😄 😁 😊 ☺ 😇 🙂 😋 😎 😘 😗 😙 😚 🤗 🥳 😸 😺 😽 👍 👏 🙌 👌 💪 ✨ 🌟 ⭐ ✅ 🚀 "
    "💃 🕺 🤝",
    1.0: "🙏 😌 😉 😏 🍾 🥂 📈 🌈 🌞",
    -1.0: "😐 😑 😶 🙄 😬 🤔 😕 🙁 ☹ 😟 😥 😓 😪 🥱 📉 ⚠ 😯 🤷 🤨",
    -2.0: "😔 😞 😣 😖 😫 😩 😢 😿 😰 😨 😱 😧 😦 😳 😵 🤒 🤕 😒 👎 ❌ 🚫 🤦 🛑 ☠ 💀 🤡",
    -3.0: "😡 😠 🤬 😤 👿 😾 😭 🤮 🤢 💩 💔 🖕 😈",
}  # fmt: skip

EMOJI: dict[str, float] = {
    sign: valence for valence, signs in _GROUPS.items() for sign in signs.split()
}
