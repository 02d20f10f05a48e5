/*
 * The least that a forwarder must do: read, copy once for each viewer, seal with libsrtp's AES-128-GCM, sendmmsg.
 *
 * floor HOST prints its port, then obeys lines on stdin: "viewer PORT" adds a viewer, "stream SSRC FIRST COUNT" says
 * which viewers in a row get a stream, "go" starts. No handshake, no ICE, nothing decrypted, nothing rewritten,
 * nothing kept for repeats: what comes in is in the clear, the key is the generator's for "keys".
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <srtp2/srtp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>

enum { MAX_VIEWERS = 2048, MAX_STREAMS = 64, READ = 64, BATCH = 256, DATAGRAM = 2048, SRTP_KEY = 28,
       SOCKET_BYTES = 4 << 20 };

static struct {
    struct sockaddr_in address;
    srtp_t context;
} viewers[MAX_VIEWERS];

static struct {
    uint32_t ssrc;
    int first, count;
} streams[MAX_STREAMS];

static int viewer_count, stream_count, queued, port_fd;
static uint8_t sealed[BATCH][DATAGRAM];
static struct iovec vectors[BATCH];
static struct mmsghdr messages[BATCH];

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static void flush(void)
{
    for (int at = 0; at < queued;) {
        int sent = sendmmsg(port_fd, messages + at, queued - at, 0);
        at += sent > 0 ? sent : 1;
    }
    queued = 0;
}

static void forward(const uint8_t *datagram, int size, int viewer)
{
    memcpy(sealed[queued], datagram, size);
    if (srtp_protect(viewers[viewer].context, sealed[queued], &size) != srtp_err_status_ok)
        fail("srtp_protect");
    vectors[queued] = (struct iovec){sealed[queued], size};
    messages[queued].msg_hdr = (struct msghdr){.msg_name = &viewers[viewer].address, .msg_namelen = sizeof(struct sockaddr_in),
                                               .msg_iov = &vectors[queued], .msg_iovlen = 1};
    if (++queued == BATCH)
        flush();
}

static void fan_out(const uint8_t *datagram, int size)
{
    uint32_t ssrc;
    memcpy(&ssrc, datagram + 8, 4);
    for (int i = 0; i < stream_count; i++)
        if (streams[i].ssrc == ntohl(ssrc))
            for (int at = 0; at < streams[i].count; at++)
                forward(datagram, size, streams[i].first + at);
}

static void forward_all(void)
{
    static uint8_t datagrams[READ][DATAGRAM];
    static struct iovec into[READ];
    static struct mmsghdr read[READ];
    for (int i = 0; i < READ; i++) {
        into[i] = (struct iovec){datagrams[i], DATAGRAM};
        read[i].msg_hdr = (struct msghdr){.msg_iov = &into[i], .msg_iovlen = 1};
    }
    for (;;) {
        int count = recvmmsg(port_fd, read, READ, MSG_WAITFORONE, NULL);
        for (int i = 0; i < count; i++)
            if (datagrams[i][0] >> 6 == 2 && (datagrams[i][1] < 192 || datagrams[i][1] >= 224))
                fan_out(datagrams[i], read[i].msg_len);
        flush();
    }
}

static srtp_t srtp_context(void)
{
    uint8_t key[SRTP_KEY];
    srtp_policy_t policy = {.key = key, .window_size = 1024, .ssrc.type = ssrc_any_outbound};
    srtp_t context;
    for (int i = 0; i < SRTP_KEY; i++)
        key[i] = i;
    srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy.rtp);
    srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy.rtcp);
    if (srtp_create(&context, &policy) != srtp_err_status_ok)
        fail("srtp_create");
    return context;
}

int main(int count, char **words)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t length = sizeof address;
    char line[128];
    int port, first, some, bytes = SOCKET_BYTES;
    uint32_t ssrc;
    if (count != 2 || inet_pton(AF_INET, words[1], &address.sin_addr) != 1)
        fail("floor HOST");
    setvbuf(stdout, NULL, _IOLBF, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* it never reads stdin again */
    srtp_init();
    port_fd = socket(AF_INET, SOCK_DGRAM, 0);
    setsockopt(port_fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
    setsockopt(port_fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
    if (bind(port_fd, (void *)&address, length) < 0)
        fail("bind");
    getsockname(port_fd, (void *)&address, &length);
    printf("%d\n", ntohs(address.sin_port));
    while (fgets(line, sizeof line, stdin) && strcmp(line, "go\n")) {
        if (sscanf(line, "viewer %d", &port) == 1 && viewer_count < MAX_VIEWERS) {
            viewers[viewer_count].address = address; /* the same host */
            viewers[viewer_count].address.sin_port = htons(port);
            viewers[viewer_count++].context = srtp_context();
        } else if (sscanf(line, "stream %u %d %d", &ssrc, &first, &some) == 3 && stream_count < MAX_STREAMS) {
            streams[stream_count].ssrc = ssrc;
            streams[stream_count].first = first;
            streams[stream_count++].count = some;
        } else
            fail(line);
    }
    forward_all();
}
