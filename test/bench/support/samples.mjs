export const PAIR = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };

export const MAIL = {
  Messages: [{ From: { Email: "a@example.com" }, To: [{ Email: "b@example.com" }], TextPart: "x" }],
};
