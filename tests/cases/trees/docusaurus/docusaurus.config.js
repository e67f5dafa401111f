export default { title: "Handbook", url: "https://handbook.example" };
