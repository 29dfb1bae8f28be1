// A tune to play, so that the demo of media needs no file.

const RATE = 8000;
const NOTES_HZ = [262, 330, 392, 523, 392, 330, 294, 349, 440, 349, 294, 262];

/** The address of a WAV file made here: a second for each note. */
export function tune() {
  const sound = new Uint8Array(NOTES_HZ.length * RATE);
  for (let index = 0; index < sound.length; index += 1) {
    const seconds = index / RATE;
    const fading = Math.exp(-3 * (seconds % 1));
    sound[index] = 128 + 60 * fading * Math.sin(2 * Math.PI * NOTES_HZ[Math.floor(seconds)] * seconds);
  }
  return URL.createObjectURL(new Blob([head(sound.length), sound], { type: "audio/wav" }));
}

// One channel of 8 bits.
function head(size) {
  const view = new DataView(new ArrayBuffer(44));
  const put = (place, text) => [...text].forEach((letter, index) => view.setUint8(place + index, letter.charCodeAt(0)));
  put(0, "RIFF");
  view.setUint32(4, 36 + size, true);
  put(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE, true);
  view.setUint32(28, RATE, true);
  view.setUint16(32, 1, true);
  view.setUint16(34, 8, true);
  put(36, "data");
  view.setUint32(40, size, true);
  return view;
}
