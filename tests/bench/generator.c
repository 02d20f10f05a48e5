/*
 * The clients of the media benchmark, in one thread: each has a UDP socket and an ICE agent, DTLS and SRTP of its own.
 *
 * generator HOST CLIENTS prints a fingerprint and each client's port, ufrag and password, then obeys lines on stdin:
 *
 *   connect I HOST PORT UFRAG PASSWORD controlling|controlled active|passive    shake hands with a server
 *   keys I HOST PORT                        no handshake: open with FLOOR_KEY, send in the clear (for floor.c)
 *   stream I audio|video|small SSRC PT MID_ID MID LEVEL_ID                      publish from client I
 *   wait SECONDS                            until all that were told to are connected
 *   send SECONDS FACTOR                     publish at FACTOR times the normal rate, uncounted
 *   measure SECONDS FACTOR                  the same, counted; answers with one line of JSON
 *
 * A payload carries a magic word, its stream, its number, the time it was sent, and a pattern to its end. Every eighth
 * packet that arrives is decrypted and compared to the last byte. Latency ends at the kernel's own receive stamp, so
 * that a busy generator is not taken for a slow server.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <srtp2/srtp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    MAX_CLIENTS = 2048, MAX_STREAMS = 512, MAX_HEARD = 16, BATCH = 32, DATAGRAM = 2048,
    MARK_AT = 16,         /* behind the longest descriptor and keyframe header, which servers may rewrite */
    SAMPLE_EVERY = 8,
    VIDEO_PAYLOAD = 1100, AUDIO_PAYLOAD = 120, VOICE_PER_S = 50,
    PACKETS_PER_FRAME = 4, FRAMES_PER_S = 30,       /* a picture of 1 Mbit/s */
    PACKETS_PER_SMALL_FRAME = 1, SMALL_FRAMES_PER_S = 15, /* the smallest layer of one: 130 kbit/s */
    KEYFRAME_EVERY = 300, /* frames: ten seconds; a server that wants one sooner asks */
    SOCKET_BYTES = 4 << 20,
    KEY_BYTES = 16, SALT_BYTES = 12, SRTP_KEY = KEY_BYTES + SALT_BYTES,
};
#define SECOND 1000000000LL
#define CONSENT_NS (5 * SECOND / 2)
#define REPORT_NS SECOND
#define CHECK_AGAIN_NS (SECOND / 20)
#define DRAIN_NS (2 * SECOND / 5)
#define LATE_NS (SECOND / 50)
#define MAGIC 0x6368692du

typedef struct {
    uint32_t magic, stream;
    uint64_t number;
    int64_t sent_at;
} Mark;

typedef struct {
    uint32_t ssrc, highest, packets;
} Heard;

typedef struct {
    int fd;
    struct sockaddr_in remote;
    char ufrag[9], password[25], remote_ufrag[257], remote_password[257];
    bool is_set, is_controlling, is_active, is_checked, is_secure, is_plain;
    SSL *ssl;
    const uint8_t *datagram;      /* what DTLS is to read next */
    int datagram_size;
    srtp_t inbound, outbound;
    Heard heard[MAX_HEARD];
    int heard_count;
    int64_t check_at, report_at;
    uint32_t own_ssrc;
} Client;

typedef struct {
    Client *client;
    bool is_video, wants_keyframe;
    int per_s, packets_per_frame;
    uint32_t ssrc, index, timestamp;
    uint8_t payload_type, mid_id, level_id;
    char mid[17];
    uint16_t sequence;
    uint64_t number, frame, octets;
    int64_t next_at, interval, report_at;
} Stream;

static Client clients[MAX_CLIENTS];
static int client_count;
static Stream streams[MAX_STREAMS];
static int stream_count;
static SSL_CTX *tls;
static BIO_METHOD *pipe_method;
static int epoll_fd;

static struct {
    int64_t ends_at, drained_at, began_cpu;
    bool is_counting, is_open;
    uint64_t sent, received, sampled, bad, nacks, keyframes, late;
    uint32_t *latency_us;
    size_t latencies, room;
} phase;
static int64_t wait_until;

static void fail(const char *what)
{
    fprintf(stderr, "generator: %s: %s\n", what, strerror(errno));
    exit(1);
}

static int64_t now_ns(void) /* of the clock that the kernel stamps datagrams with */
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return t.tv_sec * SECOND + t.tv_nsec;
}

static int64_t cpu_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return t.tv_sec * SECOND + t.tv_nsec;
}

static void put16(uint8_t *at, uint16_t value) { value = htons(value); memcpy(at, &value, 2); }
static void put32(uint8_t *at, uint32_t value) { value = htonl(value); memcpy(at, &value, 4); }
static uint16_t get16(const uint8_t *at) { uint16_t value; memcpy(&value, at, 2); return ntohs(value); }
static uint32_t get32(const uint8_t *at) { uint32_t value; memcpy(&value, at, 4); return ntohl(value); }

static void transmit(Client *client, const void *datagram, int size)
{
    if (sendto(client->fd, datagram, size, 0, (void *)&client->remote, sizeof client->remote) < 0 && errno != EAGAIN
        && errno != ECONNREFUSED)
        fail("sendto");
}

/* --- STUN, RFC 8489 --- */

enum { STUN_REQUEST = 0x0001, STUN_SUCCESS = 0x0101, STUN_COOKIE = 0x2112A442 };

static uint32_t crc32_of(const uint8_t *at, int size)
{
    uint32_t crc = ~0u;
    while (size--) {
        crc ^= *at++;
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (0xEDB88320u & -(crc & 1));
    }
    return ~crc;
}

static int stun_attribute(uint8_t *message, int size, int type, const void *value, int length)
{
    put16(message + size, type);
    put16(message + size + 2, length);
    memset(message + size + 4, 0, (length + 3) & ~3);
    memcpy(message + size + 4, value, length);
    size += 4 + ((length + 3) & ~3);
    put16(message + 2, size - 20);
    return size;
}

static int stun_begin(uint8_t *message, int type, const uint8_t *transaction)
{
    put16(message, type);
    put16(message + 2, 0);
    put32(message + 4, STUN_COOKIE);
    memcpy(message + 8, transaction, 12);
    return 20;
}

static int stun_sign(uint8_t *message, int size, const char *password)
{
    uint8_t mac[20], check[4];
    put16(message + 2, size + 24 - 20); /* the length that the signature covers includes itself */
    HMAC(EVP_sha1(), password, strlen(password), message, size, mac, NULL);
    size = stun_attribute(message, size, 0x0008, mac, sizeof mac);
    put16(message + 2, size + 8 - 20);
    put32(check, crc32_of(message, size) ^ 0x5354554E);
    return stun_attribute(message, size, 0x8028, check, sizeof check);
}

static void send_check(Client *client)
{
    uint8_t message[DATAGRAM], transaction[12], tie[8] = {0xFF}, priority[4];
    char name[600];
    RAND_bytes(transaction, sizeof transaction);
    int size = stun_begin(message, STUN_REQUEST, transaction);
    int length = snprintf(name, sizeof name, "%s:%s", client->remote_ufrag, client->ufrag);
    size = stun_attribute(message, size, 0x0006, name, length);
    put32(priority, 0x6E0000FF);
    size = stun_attribute(message, size, 0x0024, priority, sizeof priority);
    size = stun_attribute(message, size, client->is_controlling ? 0x802A : 0x8029, tie, sizeof tie);
    if (client->is_controlling)
        size = stun_attribute(message, size, 0x0025, NULL, 0);
    transmit(client, message, stun_sign(message, size, client->remote_password));
}

static void answer_check(Client *client, const uint8_t *request)
{
    uint8_t message[DATAGRAM], mapped[8] = {0, 1};
    int size = stun_begin(message, STUN_SUCCESS, request + 8);
    put16(mapped + 2, ntohs(client->remote.sin_port) ^ STUN_COOKIE >> 16);
    put32(mapped + 4, ntohl(client->remote.sin_addr.s_addr) ^ STUN_COOKIE);
    size = stun_attribute(message, size, 0x0020, mapped, sizeof mapped);
    transmit(client, message, stun_sign(message, size, client->password));
}

/* --- DTLS over datagrams, RFC 5764 --- */

static int pipe_write(BIO *pipe, const char *datagram, int size)
{
    transmit(BIO_get_data(pipe), datagram, size);
    return size;
}

static int pipe_read(BIO *pipe, char *into, int size)
{
    Client *client = BIO_get_data(pipe);
    BIO_clear_retry_flags(pipe);
    if (!client->datagram) {
        BIO_set_retry_read(pipe);
        return -1;
    }
    int length = client->datagram_size < size ? client->datagram_size : size;
    memcpy(into, client->datagram, length);
    client->datagram = NULL;
    return length;
}

static long pipe_control(BIO *pipe, int command, long number, void *pointer)
{
    (void)pipe, (void)number, (void)pointer;
    if (command == BIO_CTRL_DGRAM_QUERY_MTU)
        return 1200;
    return command == BIO_CTRL_FLUSH;
}

static int accept_any(int ok, X509_STORE_CTX *store) { (void)ok, (void)store; return 1; }

static void set_up_tls(void)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = X509_new();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -86400);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 86400);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC, (void *)"bench", -1, -1, 0);
    X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
    X509_set_pubkey(certificate, key);
    X509_sign(certificate, key, EVP_sha256());
    tls = SSL_CTX_new(DTLS_method());
    SSL_CTX_use_certificate(tls, certificate);
    SSL_CTX_use_PrivateKey(tls, key);
    SSL_CTX_set_verify(tls, SSL_VERIFY_PEER, accept_any); /* keys come from a server that we have started */
    if (SSL_CTX_set_tlsext_use_srtp(tls, "SRTP_AEAD_AES_128_GCM"))
        fail("no GCM in this OpenSSL");
    pipe_method = BIO_meth_new(BIO_TYPE_SOURCE_SINK | BIO_get_new_index(), "pipe");
    BIO_meth_set_write(pipe_method, pipe_write);
    BIO_meth_set_read(pipe_method, pipe_read);
    BIO_meth_set_ctrl(pipe_method, pipe_control);
    uint8_t digest[32];
    X509_digest(certificate, EVP_sha256(), digest, NULL);
    printf("fingerprint ");
    for (int i = 0; i < 32; i++)
        printf("%s%02X", i ? ":" : "", digest[i]);
    printf("\n");
}

static srtp_t srtp_context(const uint8_t *key, srtp_ssrc_type_t direction)
{
    srtp_policy_t policy = {0};
    srtp_t context;
    srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy.rtp);
    srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy.rtcp);
    policy.ssrc.type = direction;
    policy.key = (uint8_t *)key;
    policy.window_size = 4096;
    if (srtp_create(&context, &policy) != srtp_err_status_ok)
        fail("srtp_create");
    return context;
}

static void take_keys(Client *client)
{
    uint8_t material[2 * SRTP_KEY], sealing[2][SRTP_KEY]; /* client's, server's */
    if (!SSL_get_selected_srtp_profile(client->ssl)
        || SSL_export_keying_material(client->ssl, material, sizeof material, "EXTRACTOR-dtls_srtp", 19, NULL, 0, 0) != 1)
        fail("no SRTP keys");
    for (int side = 0; side < 2; side++) {
        memcpy(sealing[side], material + side * KEY_BYTES, KEY_BYTES);
        memcpy(sealing[side] + KEY_BYTES, material + 2 * KEY_BYTES + side * SALT_BYTES, SALT_BYTES);
    }
    client->outbound = srtp_context(sealing[!client->is_active], ssrc_any_outbound);
    client->inbound = srtp_context(sealing[client->is_active], ssrc_any_inbound);
    client->is_secure = true;
}

static void shake_hands(Client *client)
{
    if (!client->ssl) {
        BIO *pipe = BIO_new(pipe_method);
        BIO_set_data(pipe, client);
        BIO_set_init(pipe, 1);
        client->ssl = SSL_new(tls);
        SSL_set_bio(client->ssl, pipe, pipe);
        SSL_set_options(client->ssl, SSL_OP_NO_QUERY_MTU);
        SSL_set_mtu(client->ssl, 1200);
        client->is_active ? SSL_set_connect_state(client->ssl) : SSL_set_accept_state(client->ssl);
    }
    if (!client->is_secure && SSL_do_handshake(client->ssl) == 1)
        take_keys(client);
}

static void on_dtls(Client *client, const uint8_t *datagram, int size)
{
    client->datagram = datagram;
    client->datagram_size = size;
    shake_hands(client);
    client->datagram = NULL;
}

static void on_stun(Client *client, const uint8_t *datagram, int size)
{
    if (size < 20 || !client->is_set)
        return;
    int type = get16(datagram);
    if (type == STUN_REQUEST)
        answer_check(client, datagram);
    else if (type == STUN_SUCCESS && !client->is_checked) {
        client->is_checked = true;
        client->check_at = now_ns() + CONSENT_NS;
        if (client->is_active)
            shake_hands(client);
    }
}

/* --- what is published --- */

static int write_extensions(const Stream *stream, uint8_t *at)
{
    int size = 4, mid = strlen(stream->mid);
    at[size++] = stream->mid_id << 4 | (mid - 1);
    memcpy(at + size, stream->mid, mid);
    size += mid;
    if (stream->level_id) {
        at[size++] = stream->level_id << 4;
        at[size++] = 0x80 | 20; /* voice activity, -20 dBov: RFC 6464 */
    }
    while (size % 4)
        at[size++] = 0;
    put16(at, 0xBEDE);
    put16(at + 2, size / 4 - 1);
    return size;
}

static void write_pattern(uint8_t *payload, int size, uint64_t number)
{
    for (int at = MARK_AT + sizeof(Mark); at < size; at++)
        payload[at] = number * 31 + at;
}

/* RFC 7741 4.2 with the fields that Chromium sends (15-bit picture id, TL0PICIDX, TID), RFC 6386 9.1 in the first. */
static void write_vp8(uint8_t *payload, const Stream *stream, bool is_first, bool is_key)
{
    const uint8_t descriptor[] = {0x80 | is_first << 4, 0xE0, 0x80 | (stream->frame >> 8 & 0x7F), stream->frame,
                                  stream->frame, 0x20};
    const uint8_t header[] = {!is_key, 2, 0, 0x9D, 0x01, 0x2A, 640 & 0xFF, 640 >> 8, 360 & 0xFF, 360 >> 8};
    memcpy(payload, descriptor, sizeof descriptor);
    memcpy(payload + sizeof descriptor, header, sizeof header);
}

static void publish(Stream *stream, int payload_size, bool is_first, bool is_last, bool is_key)
{
    uint8_t datagram[DATAGRAM] = {0x90, stream->payload_type | is_last << 7};
    put16(datagram + 2, stream->sequence++);
    put32(datagram + 4, stream->timestamp);
    put32(datagram + 8, stream->ssrc);
    int size = 12 + write_extensions(stream, datagram + 12);
    uint8_t *payload = datagram + size;
    Mark mark = {MAGIC, stream->index, stream->number, now_ns()};
    if (stream->is_video)
        write_vp8(payload, stream, is_first, is_key);
    memcpy(payload + MARK_AT, &mark, sizeof mark);
    write_pattern(payload, payload_size, stream->number++);
    size += payload_size;
    stream->octets += payload_size;
    if (!stream->client->is_plain && srtp_protect(stream->client->outbound, datagram, &size) != srtp_err_status_ok)
        fail("srtp_protect");
    transmit(stream->client, datagram, size);
    phase.sent += phase.is_counting;
}

static void publish_frame(Stream *stream, int64_t now)
{
    if (!stream->is_video) {
        stream->timestamp += 960;
        publish(stream, AUDIO_PAYLOAD, true, false, false);
        return;
    }
    bool is_key = stream->wants_keyframe || stream->frame % KEYFRAME_EVERY == 0;
    stream->wants_keyframe = false;
    stream->timestamp = now / 1000 * 90 / 1000;
    for (int at = 0; at < stream->packets_per_frame; at++)
        publish(stream, VIDEO_PAYLOAD, at == 0, at == stream->packets_per_frame - 1, is_key);
    stream->frame++;
}

static void seal_rtcp(Client *client, uint8_t *datagram, int size)
{
    if (srtp_protect_rtcp(client->outbound, datagram, &size) == srtp_err_status_ok)
        transmit(client, datagram, size);
}

static int write_name(uint8_t *at, uint32_t ssrc)
{
    const uint8_t sdes[] = {0x81, 202, 0, 3};
    memcpy(at, sdes, 4);
    put32(at + 4, ssrc);
    memcpy(at + 8, "\x01\x05" "bench", 8);
    return 16;
}

static void report_sending(Stream *stream, int64_t now)
{
    uint8_t datagram[DATAGRAM] = {0x80, 200, 0, 6};
    put32(datagram + 4, stream->ssrc);
    put32(datagram + 8, now / SECOND + 2208988800u);
    put32(datagram + 12, (uint32_t)((double)(now % SECOND) / SECOND * 4294967296.0));
    put32(datagram + 16, stream->timestamp);
    put32(datagram + 20, stream->number);
    put32(datagram + 24, stream->octets);
    seal_rtcp(stream->client, datagram, 28 + write_name(datagram + 28, stream->ssrc));
}

static void report_reception(Client *client)
{
    uint8_t datagram[DATAGRAM] = {0x80 | client->heard_count, 201};
    int size = 8;
    put16(datagram + 2, 1 + 6 * client->heard_count);
    put32(datagram + 4, client->own_ssrc);
    for (int i = 0; i < client->heard_count; i++, size += 24) {
        memset(datagram + size, 0, 24);
        put32(datagram + size, client->heard[i].ssrc);
        put32(datagram + size + 8, client->heard[i].highest);
    }
    seal_rtcp(client, datagram, size + write_name(datagram + size, client->own_ssrc));
}

/* --- what arrives --- */

static void note_latency(int64_t ns)
{
    if (phase.latencies == phase.room) {
        phase.room = phase.room ? 2 * phase.room : 1 << 16;
        phase.latency_us = realloc(phase.latency_us, phase.room * sizeof *phase.latency_us);
        if (!phase.latency_us)
            fail("memory");
    }
    phase.latency_us[phase.latencies++] = ns < 0 ? 0 : ns / 1000;
}

static bool is_as_sent(const uint8_t *payload, int size, Mark *mark)
{
    static uint8_t expected[DATAGRAM];
    if (size < MARK_AT + (int)sizeof *mark)
        return false;
    memcpy(mark, payload + MARK_AT, sizeof *mark);
    if (mark->magic != MAGIC || mark->stream >= (uint32_t)stream_count
        || size != (streams[mark->stream].is_video ? VIDEO_PAYLOAD : AUDIO_PAYLOAD))
        return false;
    write_pattern(expected, size, mark->number);
    int behind = MARK_AT + sizeof *mark;
    return !memcmp(payload + behind, expected + behind, size - behind);
}

static void sample(Client *client, uint8_t *datagram, int size, int64_t stamped_at)
{
    Mark mark;
    phase.sampled++;
    if (srtp_unprotect(client->inbound, datagram, &size) != srtp_err_status_ok) {
        phase.bad++;
        return;
    }
    int header = 12 + 4 * (datagram[0] & 0x0F);
    if (datagram[0] & 0x10)
        header += 4 + 4 * get16(datagram + header + 2);
    if (is_as_sent(datagram + header, size - header, &mark))
        note_latency(stamped_at - mark.sent_at);
    else
        phase.bad++;
}

static void on_rtp(Client *client, uint8_t *datagram, int size, int64_t stamped_at)
{
    uint32_t ssrc = get32(datagram + 8);
    uint16_t sequence = get16(datagram + 2);
    Heard *heard = client->heard, *end = heard + client->heard_count;
    while (heard < end && heard->ssrc != ssrc)
        heard++;
    if (heard == end) {
        if (client->heard_count == MAX_HEARD) {
            phase.bad++;
            return;
        }
        client->heard_count++;
        *heard = (Heard){ssrc, sequence, 0};
    }
    int16_t ahead = sequence - (uint16_t)heard->highest;
    if (ahead > 0)
        heard->highest += ahead;
    phase.received += phase.is_counting;
    /* The first ones too: libsrtp must learn where the numbers begin. */
    if (heard->packets++ % SAMPLE_EVERY == 0)
        sample(client, datagram, size, stamped_at);
}

static void on_rtcp(Client *client, uint8_t *datagram, int size)
{
    if (client->is_plain || srtp_unprotect_rtcp(client->inbound, datagram, &size) != srtp_err_status_ok)
        return;
    for (int at = 0; at + 12 <= size; at += 4 + 4 * get16(datagram + at + 2)) {
        int kind = datagram[at + 1], format = datagram[at] & 0x1F;
        phase.nacks += kind == 205 && format == 1;
        if (kind != 206 || (format != 1 && format != 4))
            continue;
        phase.keyframes++;
        for (int i = 0; i < stream_count; i++)
            if (streams[i].client == client)
                streams[i].wants_keyframe = true;
    }
}

static void on_datagram(Client *client, uint8_t *datagram, int size, int64_t stamped_at)
{
    if (size < 12)
        return;
    if (datagram[0] < 4)
        on_stun(client, datagram, size);
    else if (datagram[0] < 64)
        on_dtls(client, datagram, size);
    else if (!client->is_secure)
        return;
    else if (datagram[1] >= 192 && datagram[1] < 224)
        on_rtcp(client, datagram, size);
    else
        on_rtp(client, datagram, size, stamped_at);
}

static int64_t stamp_of(struct msghdr *header)
{
    struct cmsghdr *control = CMSG_FIRSTHDR(header);
    if (!control || control->cmsg_type != SCM_TIMESTAMPNS)
        return now_ns();
    struct timespec t;
    memcpy(&t, CMSG_DATA(control), sizeof t);
    return t.tv_sec * SECOND + t.tv_nsec;
}

static void drain(Client *client)
{
    static uint8_t datagrams[BATCH][DATAGRAM], controls[BATCH][64];
    static struct iovec vectors[BATCH];
    static struct mmsghdr messages[BATCH];
    for (int count = BATCH; count == BATCH;) {
        for (int i = 0; i < BATCH; i++) {
            vectors[i] = (struct iovec){datagrams[i], DATAGRAM};
            messages[i].msg_hdr = (struct msghdr){.msg_iov = &vectors[i], .msg_iovlen = 1, .msg_control = controls[i],
                                                  .msg_controllen = sizeof controls[i]};
        }
        count = recvmmsg(client->fd, messages, BATCH, MSG_DONTWAIT, NULL);
        for (int i = 0; i < count; i++)
            on_datagram(client, datagrams[i], messages[i].msg_len, stamp_of(&messages[i].msg_hdr));
    }
}

/* --- the driver's orders --- */

static void begin(double seconds, double factor, bool is_counting)
{
    int64_t now = now_ns();
    memset(&phase, 0, offsetof(__typeof__(phase), latency_us));
    phase.latencies = 0;
    phase.is_open = true;
    phase.is_counting = is_counting;
    phase.ends_at = now + seconds * SECOND;
    phase.drained_at = phase.ends_at + DRAIN_NS;
    phase.began_cpu = cpu_ns();
    for (int i = 0; i < stream_count; i++) {
        streams[i].interval = SECOND / (streams[i].per_s * factor);
        streams[i].next_at = now + streams[i].interval * i / stream_count; /* rooms do not keep step */
    }
}

static int by_size(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return (left > right) - (left < right);
}

static double quantile_ms(double share)
{
    return phase.latencies ? phase.latency_us[(size_t)(share * (phase.latencies - 1))] / 1e3 : -1;
}

static void finish(void)
{
    double seconds = (double)(cpu_ns() - phase.began_cpu) / SECOND;
    phase.is_open = phase.is_counting = false;
    if (phase.latencies)
        qsort(phase.latency_us, phase.latencies, sizeof *phase.latency_us, by_size);
    printf("{\"sent\": %lu, \"received\": %lu, \"sampled\": %lu, \"bad\": %lu, \"nacks\": %lu, \"keyframes\": %lu, "
           "\"late\": %lu, \"generator_cpu_s\": %.3f, \"p50_ms\": %.3f, \"p99_ms\": %.3f, \"max_ms\": %.3f}\n",
           phase.sent, phase.received, phase.sampled, phase.bad, phase.nacks, phase.keyframes, phase.late, seconds,
           quantile_ms(0.5), quantile_ms(0.99), quantile_ms(1));
}

static void set_remote(Client *client, const char *host, int port)
{
    client->remote = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(port)};
    if (inet_pton(AF_INET, host, &client->remote.sin_addr) != 1)
        fail(host);
}

static void obey(const char *line)
{
    int index, port, payload_type, mid_id, level_id;
    uint32_t ssrc;
    double seconds, factor;
    char host[64], ufrag[257], password[257], role[16], setup[16], kind[8], mid[17];
    if (sscanf(line, "connect %d %63s %d %256s %256s %15s %15s", &index, host, &port, ufrag, password, role, setup) == 7) {
        Client *client = &clients[index];
        set_remote(client, host, port);
        strcpy(client->remote_ufrag, ufrag);
        strcpy(client->remote_password, password);
        client->is_controlling = !strcmp(role, "controlling");
        client->is_active = !strcmp(setup, "active");
        client->is_set = true;
    } else if (sscanf(line, "keys %d %63s %d", &index, host, &port) == 3) {
        uint8_t key[SRTP_KEY];
        for (int i = 0; i < SRTP_KEY; i++)
            key[i] = i;
        set_remote(&clients[index], host, port);
        clients[index].inbound = srtp_context(key, ssrc_any_inbound);
        clients[index].is_plain = clients[index].is_secure = true;
    } else if (sscanf(line, "stream %d %7s %u %d %d %16s %d", &index, kind, &ssrc, &payload_type, &mid_id, mid, &level_id) == 7
               && stream_count < MAX_STREAMS) {
        Stream *stream = &streams[stream_count];
        bool is_audio = !strcmp(kind, "audio"), is_small = !strcmp(kind, "small");
        *stream = (Stream){.client = &clients[index], .is_video = !is_audio, .ssrc = ssrc, .sequence = 1,
                           .per_s = is_audio ? VOICE_PER_S : is_small ? SMALL_FRAMES_PER_S : FRAMES_PER_S,
                           .packets_per_frame = is_small ? PACKETS_PER_SMALL_FRAME : PACKETS_PER_FRAME,
                           .index = stream_count++, .payload_type = payload_type, .mid_id = mid_id, .level_id = level_id};
        strcpy(stream->mid, mid);
    } else if (sscanf(line, "wait %lf", &seconds) == 1)
        wait_until = now_ns() + seconds * SECOND;
    else if (sscanf(line, "send %lf %lf", &seconds, &factor) == 2)
        begin(seconds, factor, false);
    else if (sscanf(line, "measure %lf %lf", &seconds, &factor) == 2)
        begin(seconds, factor, true);
    else
        fail(line);
}

static void read_orders(void)
{
    static char text[1 << 16];
    static size_t filled;
    ssize_t got = read(STDIN_FILENO, text + filled, sizeof text - 1 - filled);
    if (got <= 0)
        exit(0); /* the driver has gone */
    filled += got;
    text[filled] = 0;
    char *line = text, *end;
    for (; (end = strchr(line, '\n')); line = end + 1) {
        *end = 0;
        obey(line);
    }
    filled -= line - text;
    memmove(text, line, filled);
}

/* --- time --- */

/* Reports are spread evenly: those of real members are, by chance (RFC 3550 6.2), and never come all at once. */
static int64_t next_turn(int64_t now, int index, int count)
{
    int64_t phase_ns = (int64_t)index * REPORT_NS / count;
    return now - now % REPORT_NS + phase_ns + (now % REPORT_NS >= phase_ns ? REPORT_NS : 0);
}

static int64_t tend_clients(int64_t now)
{
    int64_t next = now + SECOND / 10;
    for (int i = 0; i < client_count; i++) {
        Client *client = &clients[i];
        if (!client->is_set)
            continue;
        if (now >= client->check_at) {
            send_check(client);
            client->check_at = now + (client->is_checked ? CONSENT_NS : CHECK_AGAIN_NS);
        }
        if (client->ssl && !client->is_secure)
            DTLSv1_handle_timeout(client->ssl);
        if (now >= client->report_at) {
            if (client->is_secure && client->heard_count)
                report_reception(client);
            client->report_at = next_turn(now, i, client_count);
        }
    }
    return next;
}

static int64_t tend_streams(int64_t now, int64_t next)
{
    for (int i = 0; phase.is_open && now < phase.ends_at && i < stream_count; i++) {
        Stream *stream = &streams[i];
        while (stream->next_at <= now && stream->next_at < phase.ends_at) {
            phase.late += now - stream->next_at > LATE_NS;
            publish_frame(stream, now);
            stream->next_at += stream->interval;
        }
        if (stream->next_at < next)
            next = stream->next_at;
        if (now >= stream->report_at) {
            if (!stream->client->is_plain)
                report_sending(stream, now);
            stream->report_at = next_turn(now, i, stream_count);
        }
    }
    return next;
}

static void tend_waiting(int64_t now)
{
    int missing = 0;
    for (int i = 0; wait_until && i < client_count; i++)
        missing += (clients[i].is_set || clients[i].is_plain) && !clients[i].is_secure;
    if (wait_until && (!missing || now > wait_until)) {
        printf("{\"missing\": %d}\n", missing);
        wait_until = 0;
    }
    if (phase.is_open && now > phase.drained_at)
        finish();
}

static void open_client(Client *client, const char *host)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t length = sizeof address;
    int bytes = SOCKET_BYTES, on = 1;
    uint8_t random[16];
    inet_pton(AF_INET, host, &address.sin_addr);
    client->fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    setsockopt(client->fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
    setsockopt(client->fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
    if (client->fd < 0 || bind(client->fd, (void *)&address, length) < 0)
        fail("bind");
    getsockname(client->fd, (void *)&address, &length);
    RAND_bytes(random, sizeof random);
    RAND_bytes((void *)&client->own_ssrc, sizeof client->own_ssrc);
    for (int i = 0; i < 4; i++)
        sprintf(client->ufrag + 2 * i, "%02x", random[i]);
    for (int i = 0; i < 12; i++)
        sprintf(client->password + 2 * i, "%02x", random[4 + i]);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = client};
    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, client->fd, &event);
    printf("client %d %s %s\n", ntohs(address.sin_port), client->ufrag, client->password);
}

int main(int count, char **words)
{
    if (count != 3 || (client_count = atoi(words[2])) < 1 || client_count > MAX_CLIENTS)
        fail("generator HOST CLIENTS");
    setvbuf(stdout, NULL, _IOLBF, 0);
    srtp_init();
    set_up_tls();
    epoll_fd = epoll_create1(0);
    for (int i = 0; i < client_count; i++)
        open_client(&clients[i], words[1]);
    struct epoll_event orders = {.events = EPOLLIN, .data.ptr = NULL}, ready[256];
    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, STDIN_FILENO, &orders);
    for (int64_t tended_at = 0, next_tending = 0;;) {
        int64_t now = now_ns();
        if (now >= next_tending || wait_until) {
            if (now - tended_at > SECOND / 100) {
                next_tending = tend_clients(now);
                tended_at = now;
            }
        }
        int64_t next = tend_streams(now, next_tending);
        tend_waiting(now);
        int64_t pause = wait_until ? SECOND / 200 : next > now ? next - now : 0;
        struct timespec timeout = {pause / SECOND, pause % SECOND};
        int found = epoll_pwait2(epoll_fd, ready, 256, &timeout, NULL);
        for (int i = 0; i < found; i++)
            ready[i].data.ptr ? drain(ready[i].data.ptr) : read_orders();
    }
}
