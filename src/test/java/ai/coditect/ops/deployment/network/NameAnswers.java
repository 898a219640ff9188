package ai.coditect.ops.deployment.network;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/** A name server that knows a few names, by datagram and by stream. */
final class NameAnswers {
  private static final int HEADER = 12;
  private static final int ADDRESS = 1;
  private static final int PORT = 53;

  private final Map<String, String> addresses;

  NameAnswers(Map<String, String> addresses) {
    this.addresses = Map.copyOf(addresses);
  }

  void listen(String address) throws IOException {
    InetSocketAddress here = new InetSocketAddress(InetAddress.getByName(address), PORT);
    DatagramSocket datagrams = new DatagramSocket(here);
    ServerSocket streams = new ServerSocket();
    streams.bind(here);
    new Thread(() -> answer(datagrams)).start();
    new Thread(() -> answer(streams)).start();
  }

  private void answer(DatagramSocket socket) {
    byte[] buffer = new byte[512];
    while (true) {
      try {
        DatagramPacket asked = new DatagramPacket(buffer, buffer.length);
        socket.receive(asked);
        byte[] answer = answer(Arrays.copyOf(buffer, asked.getLength()));
        socket.send(new DatagramPacket(answer, answer.length, asked.getSocketAddress()));
      } catch (IOException e) {
        // Whoever asked has gone.
      }
    }
  }

  private void answer(ServerSocket socket) {
    while (true) {
      try (Socket asking = socket.accept()) {
        DataInputStream in = new DataInputStream(asking.getInputStream());
        DataOutputStream out = new DataOutputStream(asking.getOutputStream());
        // Both addresses of a name are asked for on one connection.
        while (true) {
          byte[] answer = answer(in.readNBytes(in.readUnsignedShort()));
          ByteBuffer framed = ByteBuffer.allocate(answer.length + 2);
          framed.putShort((short) answer.length).put(answer);
          out.write(framed.array());
        }
      } catch (IOException e) {
        // Whoever asked has gone.
      }
    }
  }

  /** The question, and an address if there is one of this name and that kind. */
  private byte[] answer(byte[] question) throws IOException {
    StringBuilder name = new StringBuilder();
    int at = HEADER;
    while (question[at] != 0) {
      name.append(name.isEmpty() ? "" : ".")
          .append(new String(question, at + 1, question[at], StandardCharsets.US_ASCII));
      at += question[at] + 1;
    }
    int end = at + 5;
    boolean known = addresses.containsKey(name.toString());
    boolean answered = known && question[at + 2] == ADDRESS;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream answer = new DataOutputStream(bytes);
    answer.write(question, 0, 2);
    // An answer with authority; "no such name" where there is none.
    answer.writeShort(known ? 0x8580 : 0x8583);
    answer.writeShort(1);
    answer.writeShort(answered ? 1 : 0);
    answer.writeInt(0);
    answer.write(question, HEADER, end - HEADER);
    if (answered) {
      answer.writeShort(0xc000 | HEADER);
      answer.writeShort(ADDRESS);
      answer.writeShort(1);
      answer.writeInt(0);
      answer.writeShort(4);
      answer.write(InetAddress.getByName(addresses.get(name.toString())).getAddress());
    }
    return bytes.toByteArray();
  }
}
